using System.Text.RegularExpressions;
using CloudApp.Contracts.Timing;
using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Images;

/// <summary>Decides per Dockerfile whether its official bases can be had: present in the engine, or from a registry that answers.</summary>
internal sealed partial class OfficialBases(DockerCli docker, HttpClient http, TimeProvider time)
{
    private const int RegistryTimeoutSeconds = 3;
    private const string DefaultRegistry = "registry-1.docker.io";

    private readonly Dictionary<string, Task<bool>> _registries = new(StringComparer.Ordinal);

    /// <summary>True when every image that the Dockerfile's official stages start from is within reach.</summary>
    public async Task<bool> AreReachableAsync(string dockerfile, CancellationToken cancellationToken)
    {
        foreach (var image in ExternalImages(dockerfile))
        {
            if ((await docker.TryAsync(["image", "inspect", "--format", "{{.Id}}", image], cancellationToken)).Succeeded)
                continue;
            if (!await RegistryAnswersAsync(RegistryOf(image), cancellationToken))
                return false;
        }

        return true;
    }

    /// <summary>The images after FROM that are neither ours nor a stage of the same file.</summary>
    internal static IReadOnlyList<string> ExternalImages(string dockerfile)
    {
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "scratch" };
        var images = new List<string>();
        foreach (Match match in FromLine().Matches(dockerfile))
        {
            var image = match.Groups["image"].Value;
            if (!stages.Contains(image) && !image.StartsWith('$') && !image.StartsWith("cloudapp/", StringComparison.Ordinal))
                images.Add(image);
            if (match.Groups["stage"] is { Success: true, Value: var stage })
                stages.Add(stage);
        }

        return images;
    }

    /// <summary>Host and port of an image's registry: the first part of its name when that looks like a host.</summary>
    internal static string RegistryOf(string image)
    {
        var first = image.Split('/')[0];
        var isHost = image.Contains('/', StringComparison.Ordinal)
            && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first is "localhost");
        return isHost && first is not "docker.io" ? first : DefaultRegistry;
    }

    // Each registry is asked once.
    private Task<bool> RegistryAnswersAsync(string registry, CancellationToken cancellationToken)
    {
        lock (_registries)
        {
            if (!_registries.TryGetValue(registry, out var answer))
                _registries[registry] = answer = AskAsync(registry, cancellationToken);
            return answer;
        }
    }

    private async Task<bool> AskAsync(string registry, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(RegistryTimeoutSeconds), time, cancellationToken);
        try
        {
            using var answer = await http.GetAsync(new Uri($"https://{registry}/v2/"), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            // A registry says 401 to whoever has not logged in, and names its protocol; a proxy's refusal does not.
            return answer.Headers.Contains("Docker-Distribution-Api-Version") || answer.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    [GeneratedRegex(@"^FROM\s+(--platform=\S+\s+)?(?<image>\S+)(\s+AS\s+(?<stage>\S+))?", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FromLine();
}
