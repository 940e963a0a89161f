namespace CloudApp.Topology.Model;

/// <summary>Who decides which database may take writes.</summary>
/// <param name="InitialPrimary">The site that is primary when nothing is recorded yet.</param>
/// <param name="LeaseTtlMs">How long a silent primary keeps its right to write: 1000 to 60000.</param>
public sealed record Database(string InitialPrimary, Arbiter Arbiter, int LeaseTtlMs);

public enum Arbiter
{
    /// <summary>A lease in etcd, three members, one on a third machine.</summary>
    Etcd,

    /// <summary>The VIP's holder, when the peer is silent on every path and the gateway answers.</summary>
    Vip,

    /// <summary>Only an operator moves the primary.</summary>
    Manual,
}
