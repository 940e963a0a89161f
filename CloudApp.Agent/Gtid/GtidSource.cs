namespace CloudApp.Agent.Gtid;

/// <summary>Where a transaction came from: a server's UUID and, since MySQL 8.3, a tag (empty when there is none).</summary>
public readonly record struct GtidSource(Guid Server, string Tag) : IComparable<GtidSource>
{
    public int CompareTo(GtidSource other)
    {
        var byServer = string.CompareOrdinal(Server.ToString(), other.Server.ToString());
        return byServer != 0 ? byServer : string.CompareOrdinal(Tag, other.Tag);
    }

    public static bool operator <(GtidSource left, GtidSource right) => left.CompareTo(right) < 0;

    public static bool operator >(GtidSource left, GtidSource right) => left.CompareTo(right) > 0;

    public static bool operator <=(GtidSource left, GtidSource right) => left.CompareTo(right) <= 0;

    public static bool operator >=(GtidSource left, GtidSource right) => left.CompareTo(right) >= 0;
}
