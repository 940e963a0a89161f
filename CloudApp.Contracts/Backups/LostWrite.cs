using System.Globalization;

namespace CloudApp.Contracts.Backups;

/// <summary>A write of a client that a restore takes back.</summary>
/// <param name="Changes">Such as "inserts cloud_app.records", or the beginning of a statement.</param>
public sealed record LostWrite(string Gtid, DateTimeOffset At, IReadOnlyList<string> Changes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:yyyy-MM-dd HH:mm:ss.ffffff}Z  {Gtid}  {string.Join("; ", Changes)}");
}
