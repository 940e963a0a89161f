using CloudApp.Topology.Rendering;

namespace CloudApp.AppHost.Hosts;

/// <summary>One physical host: a group of nodes that lose power together.</summary>
internal sealed class HostResource : Resource, IResourceWithWaitSupport
{
    internal HostResource(string name, LanResource lan) : base(name) => (Lan, Bundle) = (lan, lan.BundleOf(name));

    public LanResource Lan { get; }

    internal Bundle Bundle { get; }

    /// <summary>Where the bundle's configuration files lie.</summary>
    internal string BundleFolder => Path.Combine(Lan.Folder, Name);

    /// <summary>Nodes first, then what runs on them, in the order of their start.</summary>
    internal List<ExecutableResource> Parts { get; } = [];

    internal bool IsOn { get; set; } = true;

    internal string ContainerOf(string part) => $"{Lan.Plan.Name}-{Name}-{part}";
}
