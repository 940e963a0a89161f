using System.Globalization;

namespace CloudApp.MySql;

/// <summary>One transaction's global identifier, written <c>uuid:number</c> or <c>uuid:tag:number</c>.</summary>
public readonly record struct Gtid(GtidSource Source, long Number)
{
    public Gtid(Guid server, long number) : this(new GtidSource(server), number)
    {
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source}:{Number}");

    /// <summary>Null when the text is no single identifier.</summary>
    public static Gtid? TryParse(string text) => GtidSetText.ReadOne(text);
}
