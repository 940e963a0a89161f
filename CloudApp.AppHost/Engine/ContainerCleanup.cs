using System.Diagnostics;
using CloudApp.Operations;
using Microsoft.Extensions.Hosting;

namespace CloudApp.AppHost.Engine;

/// <summary>
/// Nothing stays behind: containers are asked to stop before the orchestrator ends the commands that hold them, and what is
/// left afterwards is removed. Data stays, in its volumes.
/// </summary>
internal sealed class ContainerCleanup(ContainerEngine engine, string network) : IHostedLifecycleService
{
    private const int StopSeconds = 10;

    /// <summary>Removes what an AppHost that was killed left behind.</summary>
    /// <exception cref="UserException">One that still runs has the network.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var answer = await engine.RunAsync(["ps", "--all", "--filter", $"label={ContainerEngine.OwnerLabel}", "--format", "{{.ID}}\t{{.Label \"" + ContainerEngine.OwnerLabel + "\"}}"], cancellationToken);
        var found = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        if (found.Find(parts => !string.Equals(parts[1], engine.Owner, StringComparison.Ordinal) && Runs(parts[1])) is { } other)
            throw new UserException($"The AppHost of process {other[1]} runs already: both would need the network {network}. Stop it first.");
        if (found.Count > 0)
            await engine.RunAsync(["rm", "--force", .. found.Select(parts => parts[0])], cancellationToken);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        engine.IsStopping = true;
        if (await OwnContainersAsync() is { Length: > 0 } running)
            await engine.TryAsync(["stop", "--timeout", FormattableString.Invariant($"{StopSeconds}"), .. running], CancellationToken.None);
    }

    // Without the token: time is short by now, and this is what must not be left undone.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (await OwnContainersAsync() is { Length: > 0 } left)
            await engine.TryAsync(["rm", "--force", .. left], CancellationToken.None);
        await engine.TryAsync(["network", "rm", network], CancellationToken.None);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string[]> OwnContainersAsync()
    {
        var answer = await engine.TryAsync(["ps", "--all", "--quiet", "--filter", $"label={ContainerEngine.OwnerLabel}={engine.Owner}"], CancellationToken.None);
        return answer.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool Runs(string processId)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(processId));
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
