using System.Globalization;
using System.Net;

namespace CloudApp.Topology.Model;

/// <summary>The address that clients use; it floats between the load balancers by VRRP.</summary>
/// <param name="Address">Inside the LAN, used by nothing else.</param>
/// <param name="RouterId">VRRP virtual router, 1 to 255, unique on the segment.</param>
/// <param name="AdvertIntervalMs">Time between two adverts: 10 to 40950, in steps of 10.</param>
public sealed record Vip(IPAddress Address, int RouterId, int AdvertIntervalMs)
{
    private const decimal MsPerSecond = 1000m;

    /// <summary>keepalived takes seconds with a fraction: 100 ms is <c>0.1</c>.</summary>
    public string AdvertSeconds => (AdvertIntervalMs / MsPerSecond).ToString("0.###", CultureInfo.InvariantCulture);
}
