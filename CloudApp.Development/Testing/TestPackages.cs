using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Testing;

/// <summary>Programs of the machine that only the tests call.</summary>
public static class TestPackages
{
    private const int AptTimeoutSeconds = 300;

    private static readonly IReadOnlyList<(string Command, string Package)> Needed =
    [
        ("/usr/bin/ab", "apache2-utils"),
        ("/usr/bin/chromium-headless-shell", "chromium-headless-shell"),
        ("/usr/bin/curl", "curl"),
    ];

    /// <summary>Installs what is missing.</summary>
    /// <exception cref="UserException">apt-get failed; the message names the packages.</exception>
    public static async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var missing = Needed.Where(need => !File.Exists(need.Command)).Select(need => need.Package).ToList();
        if (missing.Count == 0)
            return;
        progress.Report($"installing {string.Join(", ", missing)} with apt-get");
        var runner = new ProcessRunner(TimeProvider.System);
        foreach (var arguments in (string[][])[["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", .. missing]])
        {
            await runner.RunCheckedAsync(
                new ProcessRequest("apt-get", arguments)
                {
                    Timeout = TimeSpan.FromSeconds(AptTimeoutSeconds),
                    Purpose = $"installing {string.Join(", ", missing)} for the tests",
                    Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
                },
                cancellationToken);
        }
    }
}
