namespace CloudApp.Operations.Engine;

/// <summary>
/// apt with its own configuration, lists and cache below one directory, looking at Debian sid. The machine's
/// own sources, lists and installed packages are neither read nor changed. Signatures are verified.
/// </summary>
public sealed class PrivateApt(string directory, string mirror, ProcessRunner runner)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private const int UpdateTimeoutSeconds = 180;
    private const int DownloadTimeoutSeconds = 300;

    /// <summary>Downloads the newest version of each package and returns the files.</summary>
    /// <exception cref="UserException">The mirror does not answer, or has no such package.</exception>
    public async Task<IReadOnlyList<string>> DownloadAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var target = Path.Combine(directory, "packages");
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        foreach (var path in new[] { target, Path.Combine(directory, "lists/partial"), Path.Combine(directory, "cache/archives/partial") })
            Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(SourcePath, $"deb [signed-by={Keyring}] {mirror} sid main\n", cancellationToken);
        await AptAsync(["update", "-qq"], UpdateTimeoutSeconds, target, cancellationToken);
        await AptAsync(["download", "-qq", .. packages], DownloadTimeoutSeconds, target, cancellationToken);
        return Directory.GetFiles(target, "*.deb");
    }

    private string SourcePath => Path.Combine(directory, "sid.list");

    private Task<ProcessResult> AptAsync(IReadOnlyList<string> arguments, int timeoutSeconds, string target, CancellationToken cancellationToken) =>
        runner.RunCheckedAsync(
            new ProcessRequest("apt-get", [.. Options(), .. arguments])
            {
                Timeout = TimeSpan.FromSeconds(timeoutSeconds),
                WorkingDirectory = target,
                Purpose = $"downloading the Docker engine from {mirror} (is the network up?)",
            },
            cancellationToken);

    // A mirror's copy of sid may be older than its Release file's term; here, and only here, that is no error.
    private IEnumerable<string> Options() =>
    [
        "-o", $"Dir::Etc::SourceList={SourcePath}",
        "-o", "Dir::Etc::SourceParts=-",
        "-o", $"Dir::State::lists={Path.Combine(directory, "lists")}",
        "-o", $"Dir::Cache={Path.Combine(directory, "cache")}",
        "-o", "Acquire::Check-Valid-Until=false",
        "-o", "Acquire::Languages=none",
        "-o", "Acquire::Retries=2",
        "-o", "APT::Sandbox::User=root",
        // Update fails silently without this when the mirror cannot be reached.
        "-o", "APT::Update::Error-Mode=any",
    ];
}
