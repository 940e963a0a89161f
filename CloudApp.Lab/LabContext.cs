using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;

namespace CloudApp.Lab;

/// <summary>Everything a command needs to speak of one lab.</summary>
public sealed record LabContext(TopologyPlan Topology, LabSystem Lab, EngineInstaller Installer, CloudAppDirectories Directories)
{
    private const int NameLengthMax = 20;

    /// <summary>The lab as an operator's commands see it: its services are asked from the client's place.</summary>
    public OperatedSystem System => new(
        Topology, $"lab '{Lab.Plan.Name}'", Lab.Paths.Bundles, Lab.Machine(LabPlan.ClientName), [.. Lab.Plan.Hosts.Select(host => Lab.Machine(host.Name))])
    {
        Hint = $"'./cloudapp up --lab {Lab.Plan.Name}' starts it.",
    };

    public IReadOnlyList<BundleDeployment> Deployments => [.. Lab.Plan.Hosts.Select(host => Deployment(host.Name))];

    public BundleDeployment Deployment(string host) => new(Lab.Machine(host), Lab.Paths.Bundle(host), Lab.Paths.LoadedImages(host));

    /// <summary>Reads the plan and knows where the engine's programs are or will be; starts and installs nothing.</summary>
    /// <exception cref="UserException">The plan has mistakes, the name is none, or we are not root.</exception>
    public static async Task<LabContext> OpenAsync(
        string topologyFile, string labName, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new UserException("The lab is made of network namespaces and mounts, so this needs root: use sudo.");
        if (labName.Length is 0 or > NameLengthMax || !labName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new UserException($"'{labName}' is no name for a lab: use 1 to {NameLengthMax} lower-case letters, digits and '-'.");
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellationToken);
        var directories = CloudAppDirectories.FromEnvironment();
        var installer = new EngineInstaller(directories, new ProcessRunner(time));
        return new LabContext(plan, new LabSystem(LabPlans.From(plan, labName), installer.Binaries, time), installer, directories);
    }
}
