using System.Net;

namespace CloudApp.Topology.Model;

/// <summary>The one IPv4 segment that the hosts and the clients share.</summary>
public sealed record Lan(IPNetwork Network, IPAddress Gateway)
{
    /// <summary>An address with the LAN's prefix length, as <c>ip address add</c> takes it: <c>192.168.64.12/24</c>.</summary>
    public string WithPrefix(IPAddress address) => $"{address}/{Network.PrefixLength}";
}
