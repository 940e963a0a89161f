using CloudApp.Topology.Model;

namespace CloudApp.Operations.Machines;

/// <summary>The system that a command speaks of: it was named, it is never guessed.</summary>
/// <param name="Name">How it was named, for messages, such as "lab 'cloudapp'" or "the plan /srv/topology.json".</param>
/// <param name="BundlesFolder">On this machine: the published bundles and their secrets, a folder per machine.</param>
/// <param name="Observer">Where services are asked from.</param>
/// <param name="Machines">Those that commands can be run on; empty where there is only the network.</param>
public sealed record OperatedSystem(TopologyPlan Plan, string Name, string BundlesFolder, IMachine Observer, IReadOnlyList<IMachine> Machines)
{
    /// <summary>A sentence for somebody who meant another system; empty when there is nothing to say.</summary>
    public string Hint { get; init; } = "";

    public IMachine? MachineNamed(string name) => Machines.FirstOrDefault(machine => string.Equals(machine.Name, name, StringComparison.Ordinal));

    /// <summary>The published bundle of a machine, on this one.</summary>
    public string BundleOf(string machine) => Path.Combine(BundlesFolder, machine);

    /// <summary>For whoever asked this system and heard nothing.</summary>
    public UserException Silent(string whoIsAsked) => new($"{whoIsAsked} of {Name} answers. {Hint}".TrimEnd());
}
