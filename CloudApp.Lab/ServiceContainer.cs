using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;

namespace CloudApp.Lab;

/// <summary>One service of one host of the lab: its container, and the volumes on which its data is.</summary>
public sealed class ServiceContainer(LabSystem lab, string host, string service)
{
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromMinutes(10);

    public string Host => host;

    public string Service => service;

    /// <summary>The container's id, whether it runs or not; null where the host has no such service.</summary>
    /// <exception cref="UserException">The host is off or frozen, or its engine does not answer.</exception>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var found = await DockerAsync(cancellationToken, "ps", "--all", "--quiet", "--filter", $"label={ServiceState.ServiceLabel}={service}");
        return found.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
    }

    /// <summary>The container's id, whether it runs or not.</summary>
    /// <exception cref="UserException">The host has no such service, is off or is frozen.</exception>
    public async Task<string> IdAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken)
        ?? throw new UserException($"{host} of lab '{lab.Plan.Name}' has no container of a service '{service}'. './cloudapp status --lab {lab.Plan.Name}' names the services.");

    /// <summary>The directories that it keeps data in.</summary>
    /// <exception cref="UserException">It has none, so it has no disk to lose.</exception>
    public async Task<IReadOnlyList<ServiceVolume>> VolumesAsync(CancellationToken cancellationToken)
    {
        var mounts = await DockerAsync(cancellationToken, "inspect", "--format", ServiceVolume.Format, await IdAsync(cancellationToken));
        return ServiceVolume.Read(mounts) is { Count: > 0 } volumes
            ? volumes
            : throw new UserException($"The service '{service}' of {host} has no volume: nothing of it is on a disk.");
    }

    /// <summary>Stops it as an operator does: it stays stopped until it is started, or until its host boots.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await DockerAsync(cancellationToken, "stop", await IdAsync(cancellationToken));

    public async Task StartAsync(CancellationToken cancellationToken) => await DockerAsync(cancellationToken, "start", await IdAsync(cancellationToken));

    /// <summary>All are stopped before the work begins, and started when it is over, whatever came of it: none can help another out meanwhile.</summary>
    internal static async Task WhileStoppedAsync(IReadOnlyCollection<ServiceContainer> containers, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(containers.Select(container => container.StopAsync(cancellationToken)));
            await work();
        }
        finally
        {
            await Task.WhenAll(containers.Select(static container => container.StartAsync(CancellationToken.None)));
        }
    }

    /// <summary>Runs a shell script in the host, where the volumes are, and returns what it wrote.</summary>
    /// <param name="purpose">For the error's message, such as "emptying a volume".</param>
    /// <exception cref="UserException">It failed; the message has its last words.</exception>
    internal async Task<string> RunAsync(string purpose, string script, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var request = new ProcessRequest("sh", ["-c", script, "sh", .. arguments]) { Timeout = ScriptTimeout, Purpose = $"{purpose} of '{service}' on {host}" };
        return request.Check(await lab.RunAsync(host, request, cancellationToken)).StandardOutput;
    }

    private Task<string> DockerAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        lab.RequireRunning(host);
        return lab.Docker(host).RunAsync(arguments, cancellationToken);
    }
}
