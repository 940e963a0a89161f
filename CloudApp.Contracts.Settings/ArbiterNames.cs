namespace CloudApp.Contracts.Settings;

/// <summary>Who decides which database may take writes.</summary>
public static class ArbiterNames
{
    /// <summary>A lease in etcd: three members, one of them on a third machine.</summary>
    public const string Etcd = "etcd";

    /// <summary>Two machines, by themselves: whoever holds the VIP.</summary>
    public const string Vip = "vip";

    /// <summary>Two machines: only an operator moves the primary.</summary>
    public const string Manual = "manual";

    public static IReadOnlyList<string> All { get; } = [Etcd, Vip, Manual];
}
