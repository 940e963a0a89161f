using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Operations.Machines;
using CloudApp.Topology.Compose;

namespace CloudApp.Operations.Deployment;

/// <summary>Puts one machine's bundle on it: copy, prepare-host.sh, images, compose up.</summary>
/// <param name="bundle">The published bundle, on this machine.</param>
/// <param name="loadedImages">A file on this machine that remembers which images were loaded there.</param>
public sealed class BundleDeployment(IMachine machine, string bundle, string loadedImages)
{
    private const string Docker = "docker";

    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ComposeTimeout = TimeSpan.FromMinutes(5);

    public string Host => machine.Name;

    private string LocalComposePath => Path.Combine(bundle, "compose.yaml");

    private IReadOnlyList<string> ComposeArguments =>
        ["compose", "--project-directory", machine.BundleFolder, "--file", Path.Combine(machine.BundleFolder, "compose.yaml")];

    /// <summary>Copies the bundle and runs its prepare-host.sh; may be repeated.</summary>
    /// <exception cref="UserException">It cannot be copied, or the script failed; the message carries its last lines.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(bundle, "prepare-host.sh")))
            throw new UserException($"The bundle {bundle} has no prepare-host.sh. Publish it again: './cloudapp publish'.");
        await machine.CopyAsync(bundle, machine.BundleFolder, cancellationToken);
        var script = Path.Combine(machine.BundleFolder, "prepare-host.sh");
        var result = await machine.RunAsync(new ProcessRequest("sh", [script]) { Timeout = StepTimeout, Purpose = $"preparing {Host}" }, cancellationToken);
        if (!result.Succeeded)
            throw new UserException($"prepare-host.sh failed on {Host} with code {result.ExitCode}: {Tool.LastLines(result.StandardError + result.StandardOutput, 8)}");
    }

    /// <summary>Loads the images that the machine has not got yet; returns how many that were.</summary>
    public async Task<int> LoadImagesAsync(IReadOnlyList<BuiltImage> images, Action<string> say, CancellationToken cancellationToken)
    {
        var loaded = await ReadLoadedAsync(cancellationToken);
        var needed = (await machine.RunCheckedAsync(new ProcessRequest(Docker, [.. ComposeArguments, "config", "--images"]), cancellationToken)).StandardOutput
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
        var count = 0;
        foreach (var image in images.Where(image => needed.Contains(image.Reference)))
        {
            if (loaded.TryGetValue(image.Reference, out var mark) && string.Equals(mark, await MarkAsync(image, cancellationToken), StringComparison.Ordinal))
                continue;
            say($"{Host}: loading {image.Reference}");
            await using var tar = File.OpenRead(image.TarPath);
            await machine.RunCheckedAsync(
                new ProcessRequest(Docker, ["load", "--quiet"]) { InputStream = tar, Timeout = StepTimeout, Purpose = $"loading {image.Reference} into {Host}" },
                cancellationToken);
            loaded[image.Reference] = await MarkAsync(image, cancellationToken);
            await File.WriteAllTextAsync(loadedImages, JsonSerializer.Serialize(loaded, DeploymentJson.Default.DictionaryStringString), cancellationToken);
            count++;
        }

        return count;
    }

    /// <summary>Starts or updates every service of the bundle; returns when Compose has started them.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => machine.RunCheckedAsync(
        new ProcessRequest(Docker, [.. ComposeArguments, "up", "--detach", "--no-build", "--remove-orphans", "--quiet-pull"])
        {
            Timeout = ComposeTimeout,
            Purpose = $"starting the bundle of {Host}",
        },
        cancellationToken);

    /// <summary>What every service of the bundle says of itself.</summary>
    /// <exception cref="UserException">The engine does not answer, or the bundle names no service.</exception>
    public async Task<IReadOnlyList<ServiceState>> ServicesAsync(CancellationToken cancellationToken)
    {
        var wanted = File.Exists(LocalComposePath) ? ComposeReader.ServicesOf(await File.ReadAllTextAsync(LocalComposePath, cancellationToken)) : [];
        // No service is never well: a bundle that cannot be read must not look healthy.
        if (wanted.Count == 0)
            throw new UserException($"{LocalComposePath} names no service. Publish it again: './cloudapp publish'.");
        var seen = (await Engine().ContainersAsync(cancellationToken)).Select(ServiceState.Of).OfType<ServiceState>().ToList();
        return [.. wanted.Order(StringComparer.Ordinal)
            .Select(name => seen.Find(state => string.Equals(state.Service, name, StringComparison.Ordinal))
                ?? new ServiceState(name, "absent", string.Empty, 0))];
    }

    /// <summary>The last lines of a service's log.</summary>
    public async Task<string> LogsAsync(string service, int lines, CancellationToken cancellationToken)
    {
        var result = await machine.RunAsync(
            new ProcessRequest(Docker, [.. ComposeArguments, "logs", "--no-color", "--no-log-prefix", "--tail", $"{lines}", service]), cancellationToken);
        return Tool.LastLines(result.StandardOutput + result.StandardError, lines);
    }

    /// <summary>What a person types to see a service's whole log.</summary>
    public string LogsCommand(string service) => machine.CommandLine(Docker, "compose", "--project-directory", machine.BundleFolder, "logs", service);

    private EngineApi Engine() => new(machine.Name, cancellationToken => machine.ConnectAsync(new UnixDomainSocketEndPoint(machine.EngineSocket), cancellationToken));

    // The engine's own id is part of the mark: an image that somebody removed or replaced by hand is loaded again.
    private async Task<string> MarkAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        var id = await machine.RunAsync(new ProcessRequest(Docker, ["image", "inspect", "--format", "{{.Id}}", image.Reference]), cancellationToken);
        return $"{image.ContentHash} {(id.Succeeded ? id.StandardOutput.Trim() : "absent")}";
    }

    private async Task<Dictionary<string, string>> ReadLoadedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(loadedImages, cancellationToken);
            return JsonSerializer.Deserialize(text, DeploymentJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
