namespace CloudApp.MySql;

/// <summary>Where a transaction came from: a server's UUID and, since MySQL 8.3, a tag in lower case (empty when there is none).</summary>
public readonly record struct GtidSource(Guid Server, string Tag = "") : IComparable<GtidSource>
{
    /// <summary>In the order of the texts: a UUID's digits are compared from the left.</summary>
    public int CompareTo(GtidSource other)
    {
        var byServer = Server.CompareTo(other.Server);
        return byServer != 0 ? byServer : string.CompareOrdinal(Tag, other.Tag);
    }

    public override string ToString() => Tag.Length > 0 ? $"{Server}:{Tag}" : $"{Server}";

    public static bool operator <(GtidSource left, GtidSource right) => left.CompareTo(right) < 0;

    public static bool operator >(GtidSource left, GtidSource right) => left.CompareTo(right) > 0;

    public static bool operator <=(GtidSource left, GtidSource right) => left.CompareTo(right) <= 0;

    public static bool operator >=(GtidSource left, GtidSource right) => left.CompareTo(right) >= 0;
}
