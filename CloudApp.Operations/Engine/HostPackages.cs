namespace CloudApp.Operations.Engine;

/// <summary>Programs of the machine that the engine and the lab call; installed with apt-get when missing.</summary>
public sealed class HostPackages(EngineBinaries binaries, ProcessRunner runner)
{
    private const int UpdateTimeoutSeconds = 120;
    private const int InstallTimeoutSeconds = 300;

    // runc is the machine's own: newer ones need a newer C library than Debian 12 has.
    private static readonly IReadOnlyList<(string Command, string Package)> Needed =
    [
        ("runc", "runc"),
        ("iptables", "iptables"),
        ("nft", "nftables"),
        ("debootstrap", "debootstrap"),
        ("ip", "iproute2"),
        ("socat", "socat"),
        ("nsenter", "util-linux"),
        ("unshare", "util-linux"),
    ];

    /// <summary>The packages whose command is not on the search path.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. Needed.Where(need => !IsOnPath(need.Command)).Select(need => need.Package).Distinct(StringComparer.Ordinal)];

    /// <summary>Installs what is missing; does nothing, and needs no network, when nothing is.</summary>
    /// <exception cref="UserException">apt-get failed; the message names the packages.</exception>
    public async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var missing = Missing();
        if (missing.Count == 0)
            return;
        progress.Report($"installing {string.Join(", ", missing)} with apt-get");
        await AptAsync(["update", "-qq"], UpdateTimeoutSeconds, missing, cancellationToken);
        await AptAsync(["install", "-y", "-qq", "--no-install-recommends", .. missing], InstallTimeoutSeconds, missing, cancellationToken);
    }

    private async Task AptAsync(IReadOnlyList<string> arguments, int timeoutSeconds, IReadOnlyList<string> missing, CancellationToken cancellationToken)
    {
        var request = new ProcessRequest("apt-get", arguments)
        {
            Timeout = TimeSpan.FromSeconds(timeoutSeconds),
            Purpose = $"installing the missing packages {string.Join(", ", missing)}",
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        await runner.RunCheckedAsync(request, cancellationToken);
    }

    private bool IsOnPath(string command) =>
        binaries.SearchPath.Split(':').Any(directory => File.Exists(Path.Combine(directory, command)));
}
