using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>One site inside the plan.</summary>
internal sealed record SiteContext(TopologyPlan Plan, Site Site)
{
    public Site Peer => Plan.Peer(Site);
    public Ports Ports => Plan.Ports;
}
