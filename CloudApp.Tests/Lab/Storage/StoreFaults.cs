using CloudApp.Lab;
using Shouldly;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>Hurts the object store of one host.</summary>
internal sealed class StoreFaults(LabFixture lab, string host, CancellationToken cancellationToken)
{
    private const string Service = "objectstore";

    /// <summary>SIGKILL; the engine's restart policy brings it back.</summary>
    public Task KillAsync() => Hosts.SignalServiceAsync(lab, host, Service, "KILL", cancellationToken);

    /// <summary>SIGSTOP to every process: connections stay open and nobody answers.</summary>
    public Task FreezeAsync() => SignalAllAsync("STOP");

    /// <summary>SIGCONT to every process.</summary>
    public Task ThawAsync() => SignalAllAsync("CONT");

    /// <summary>As after a change of disks: the container starts again with an empty volume.</summary>
    public Task WipeAsync() => lab.Lab.WipeAsync([host], Service, cancellationToken);

    private async Task SignalAllAsync(string signal)
    {
        var top = await DockerAsync("top", await ContainerAsync(), "-eo", "pid");
        string[] processes = [.. top.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        processes.Length.ShouldBeGreaterThan(1, $"processes of the object store of {host}");
        var done = await lab.Lab.ExecAsync(host, ["kill", "-s", signal, .. processes], cancellationToken);
        done.ExitCode.ShouldBe(0, done.StandardError);
    }

    private Task<string> ContainerAsync() => new ServiceContainer(lab.Lab, host, Service).IdAsync(cancellationToken);

    private async Task<string> DockerAsync(params string[] arguments)
    {
        var result = await lab.Lab.DockerAsync(host, arguments, cancellationToken);
        result.ExitCode.ShouldBe(0, $"docker {string.Join(' ', arguments)} on {host}: {result.StandardError}");
        return result.StandardOutput;
    }
}
