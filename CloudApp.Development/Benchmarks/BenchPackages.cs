using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Benchmarks;

/// <summary>Programs of the machine that only the comparison calls.</summary>
internal sealed class BenchPackages(ProcessRunner runner)
{
    private const int AptTimeoutSeconds = 300;

    private static readonly IReadOnlyList<(string Command, string Package)> Needed = [("wrk", "wrk"), ("node", "nodejs"), ("npm", "npm")];

    /// <summary>Installs what is missing.</summary>
    /// <exception cref="UserException">apt-get failed; the message names the packages.</exception>
    public async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = Needed.Where(need => !folders.Any(folder => File.Exists(Path.Combine(folder, need.Command)))).Select(static need => need.Package).ToList();
        if (missing.Count == 0)
            return;
        var names = string.Join(", ", missing);
        progress.Report($"installing {names} with apt-get");
        foreach (var arguments in (string[][])[["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", .. missing]])
        {
            await runner.RunCheckedAsync(
                new ProcessRequest("apt-get", arguments)
                {
                    Timeout = TimeSpan.FromSeconds(AptTimeoutSeconds),
                    Purpose = $"installing {names}",
                    Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
                },
                cancellationToken);
        }
    }
}
