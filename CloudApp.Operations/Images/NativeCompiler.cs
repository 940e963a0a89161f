using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Images;

/// <summary>What the native compiler links with: a C compiler and the C library's files; Debian's, installed when missing.</summary>
internal sealed class NativeCompiler(ProcessRunner runner)
{
    private const int AptTimeoutSeconds = 300;
    private const string StartFile = "/usr/lib/x86_64-linux-gnu/crt1.o";

    /// <summary>Installs what is missing; does nothing, and needs no network, when nothing is.</summary>
    /// <exception cref="UserException">It cannot be installed; the message names the packages.</exception>
    public async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var missing = Missing(Environment.GetEnvironmentVariable("PATH") ?? "", File.Exists);
        if (missing.Count == 0)
            return;
        var names = string.Join(' ', missing);
        if (!Environment.IsPrivilegedProcess)
        {
            throw new UserException(
                $"Our programs are compiled natively, and this machine lacks {names}: install them, or set {PublishModes.Variable}={PublishModes.NameOf(PublishMode.ReadyToRun)}.");
        }

        progress.Report($"installing {names} with apt-get");
        foreach (var arguments in (string[][])[["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", .. missing]])
        {
            await runner.RunCheckedAsync(
                new ProcessRequest("apt-get", arguments)
                {
                    Timeout = TimeSpan.FromSeconds(AptTimeoutSeconds),
                    Purpose = $"installing {names}, which compile our programs",
                    Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
                },
                cancellationToken);
        }
    }

    /// <summary>The packages that are missing. The SDK takes clang, or gcc where there is none.</summary>
    internal static IReadOnlyList<string> Missing(string path, Func<string, bool> exists)
    {
        string[] compilers = ["clang", "gcc"];
        var folders = path.Split(':', StringSplitOptions.RemoveEmptyEntries);
        var missing = new List<string>();
        if (!compilers.Any(name => folders.Any(folder => exists(Path.Combine(folder, name)))))
            missing.Add("gcc");
        if (!exists(StartFile))
            missing.Add("libc6-dev");
        return missing;
    }
}
