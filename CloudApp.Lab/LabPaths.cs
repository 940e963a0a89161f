using CloudApp.Operations.Engine;

namespace CloudApp.Lab;

/// <summary>Where a lab keeps its things: State survives a reboot, Run does not need to.</summary>
public sealed record LabPaths(string State, string Run)
{
    public static LabPaths For(string labName, CloudAppDirectories directories) => new(
        Path.Combine(directories.State, "labs", labName),
        Path.Combine(directories.Run, "labs", labName));

    public string Bundles => Path.Combine(State, "bundles");

    public string LockFile => Path.Combine(Run, "lock");

    public string ForwardSocket => Path.Combine(Run, "forward.sock");

    public string ForwardPids => Path.Combine(Run, "forward.json");

    public string Bundle(string host) => Path.Combine(Bundles, host);

    public string HostState(string host) => Path.Combine(State, "hosts", host);

    public string HostRun(string host) => Path.Combine(Run, host);

    public string EngineSocket(string host) => Path.Combine(HostRun(host), "docker.sock");

    public string EngineLog(string host) => Path.Combine(HostState(host), "dockerd.log");

    /// <summary>Small disks of a host's services: an image each, and a file that says where it is mounted.</summary>
    public string HostDisks(string host) => Path.Combine(HostState(host), "disks");

    /// <summary>Copies of services' volumes that were saved under a name.</summary>
    public string Saved(string name) => Path.Combine(State, "saved", name);

    public string LoadedImages(string host) => Path.Combine(HostState(host), "images.json");
}
