namespace CloudApp.Operations.Engine;

/// <summary>Which Debian mirror to take packages from: the one that the machine itself uses.</summary>
public sealed class DebianMirror(ProcessRunner runner)
{
    /// <summary>Overrides the mirror, such as http://mirror.example/debian.</summary>
    public const string Variable = "CLOUDAPP_DEBIAN_MIRROR";

    /// <summary>The mirror's address without a slash at its end.</summary>
    /// <exception cref="UserException">The machine's apt has no Debian archive configured.</exception>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
            return chosen.TrimEnd('/');
        var request = new ProcessRequest("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Identifier: Packages"])
        {
            Purpose = "looking up this machine's Debian mirror",
        };
        var output = (await runner.RunCheckedAsync(request, cancellationToken)).StandardOutput;
        return Choose(output)
            ?? throw new UserException($"No Debian archive is configured for apt on this machine (see /etc/apt/sources.list.d): add one, or set {Variable} to a mirror's address.");
    }

    // The archive proper ends with /debian; /debian-security and other people's repositories do not.
    internal static string? Choose(string indexTargets) =>
        indexTargets.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(uri => uri.TrimEnd('/'))
            .FirstOrDefault(uri => uri.EndsWith("/debian", StringComparison.Ordinal));
}
