using CloudApp.AppHost.Engine;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.AppHost.Hosts;

/// <summary>The segment of the plan as one network of the container engine.</summary>
internal sealed class LanResource : Resource, IResourceWithWaitSupport
{
    private readonly Dictionary<string, Bundle> _bundles;

    internal LanResource(string name, TopologyPlan plan, ContainerEngine engine, string folder) : base(name)
    {
        (Plan, Engine, Folder) = (plan, engine, folder);
        _bundles = BundleRenderer.Render(plan).ToDictionary(bundle => bundle.Name, StringComparer.Ordinal);
    }

    public TopologyPlan Plan { get; }

    /// <summary>The network's name in the engine.</summary>
    public string Network => $"{Plan.Name}-{Name}";

    internal ContainerEngine Engine { get; }

    /// <summary>Where the bundles lie that are run: configuration files and secrets.</summary>
    internal string Folder { get; }

    internal IEnumerable<Bundle> Bundles => _bundles.Values;

    /// <summary>A secret's parameter by <c>host/NAME</c>.</summary>
    internal Dictionary<string, IResourceBuilder<ParameterResource>> Secrets { get; } = new(StringComparer.Ordinal);

    internal Bundle BundleOf(string host) => _bundles[host];
}
