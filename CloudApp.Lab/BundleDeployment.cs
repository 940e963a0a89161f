using System.Text.Json;
using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Topology.Compose;

namespace CloudApp.Lab;

/// <summary>Puts one host's bundle on it, exactly as an operator does: prepare-host.sh, images, compose up.</summary>
public sealed class BundleDeployment(LabSystem lab, string host)
{
    private const int LoadTimeoutSeconds = 600;
    private const int ComposeTimeoutSeconds = 300;

    private string Bundle => lab.Paths.Bundle(host);

    private string ComposePath => Path.Combine(Bundle, "compose.yaml");

    /// <summary>Runs the bundle's prepare-host.sh inside the host; it may be repeated.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var script = Path.Combine(Bundle, "prepare-host.sh");
        if (!File.Exists(script))
            throw new UserException($"The bundle {Bundle} has no prepare-host.sh. Publish it again: './cloudapp publish'.");
        var result = await lab.ExecAsync(host, ["sh", script], cancellationToken);
        if (!result.Succeeded)
            throw new UserException($"prepare-host.sh failed on {host} with code {result.ExitCode}: {Tool.LastLines(result.StandardError + result.StandardOutput, 8)}");
    }

    /// <summary>Loads the images that the host has not got yet; returns how many that were.</summary>
    public async Task<int> LoadImagesAsync(IReadOnlyList<LabImage> images, Action<string> say, CancellationToken cancellationToken)
    {
        var loaded = await ReadLoadedAsync(cancellationToken);
        var needed = (await lab.Docker(host).RunAsync([.. ComposeArguments, "config", "--images"], cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
        var count = 0;
        foreach (var image in images.Where(image => needed.Contains(image.Reference)))
        {
            if (loaded.TryGetValue(image.Reference, out var mark) && string.Equals(mark, await MarkAsync(image, cancellationToken), StringComparison.Ordinal))
                continue;
            say($"{host}: loading {image.Reference}");
            var docker = lab.Docker(host);
            await docker.RunAsync(
                docker.Request("load", "--quiet", "--input", image.TarPath) with
                {
                    Timeout = TimeSpan.FromSeconds(LoadTimeoutSeconds),
                    Purpose = $"loading {image.Reference} into {host}",
                },
                cancellationToken);
            loaded[image.Reference] = await MarkAsync(image, cancellationToken);
            await File.WriteAllTextAsync(
                lab.Paths.LoadedImages(host), JsonSerializer.Serialize(loaded, LabJson.Default.DictionaryStringString), cancellationToken);
            count++;
        }

        return count;
    }

    /// <summary>Starts or updates every service of the bundle; returns when Compose has started them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var docker = lab.Docker(host);
        await docker.RunAsync(
            docker.Request([.. ComposeArguments, "up", "--detach", "--no-build", "--remove-orphans", "--quiet-pull"]) with
            {
                Timeout = TimeSpan.FromSeconds(ComposeTimeoutSeconds),
                Purpose = $"starting the bundle of {host}",
                WorkingDirectory = Bundle,
            },
            cancellationToken);
    }

    /// <summary>What every service of the bundle says of itself.</summary>
    /// <exception cref="UserException">The engine does not answer, or the bundle names no service.</exception>
    public async Task<IReadOnlyList<ServiceState>> ServicesAsync(CancellationToken cancellationToken)
    {
        var wanted = File.Exists(ComposePath) ? ComposeReader.ServicesOf(await File.ReadAllTextAsync(ComposePath, cancellationToken)) : [];
        // No service is never well: a bundle that cannot be read must not look healthy.
        if (wanted.Count == 0)
            throw new UserException($"{ComposePath} names no service. Publish it again: './cloudapp publish'.");
        var seen = (await new EngineApi(lab.Paths.EngineSocket(host)).ContainersAsync(cancellationToken)).Select(ServiceState.Of).OfType<ServiceState>().ToList();
        return [.. wanted.Order(StringComparer.Ordinal)
            .Select(name => seen.Find(state => string.Equals(state.Service, name, StringComparison.Ordinal))
                ?? new ServiceState(name, "absent", string.Empty, 0))];
    }

    /// <summary>The last lines of a service's log.</summary>
    public async Task<string> LogsAsync(string service, int lines, CancellationToken cancellationToken)
    {
        var result = await lab.DockerAsync(
            host, [.. ComposeArguments, "logs", "--no-color", "--no-log-prefix", "--tail", $"{lines}", service], cancellationToken);
        return Tool.LastLines(result.StandardOutput + result.StandardError, lines);
    }

    private IReadOnlyList<string> ComposeArguments => ["compose", "--project-directory", Bundle, "--file", ComposePath];

    // The engine's own id is part of the mark: an image that somebody removed or replaced by hand is loaded again.
    private async Task<string> MarkAsync(LabImage image, CancellationToken cancellationToken)
    {
        var id = await lab.DockerAsync(host, ["image", "inspect", "--format", "{{.Id}}", image.Reference], cancellationToken);
        return $"{image.ContentHash} {(id.Succeeded ? id.StandardOutput.Trim() : "absent")}";
    }

    private async Task<Dictionary<string, string>> ReadLoadedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(lab.Paths.LoadedImages(host), cancellationToken);
            return JsonSerializer.Deserialize(text, LabJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return [];
        }
    }
}
