namespace CloudApp.Cli.Lab;

/// <summary>Where the engine's programs are, and the client's configuration with its plugins.</summary>
/// <param name="ProgramPath">Directories, separated by colons, that come before the machine's own PATH.</param>
/// <param name="ConfigDirectory">DOCKER_CONFIG: holds cli-plugins with compose and buildx.</param>
public sealed record EngineTools(string ProgramPath, string ConfigDirectory)
{
    /// <summary>Variables with which a docker command finds its plugins and the engine behind the socket.</summary>
    public Dictionary<string, string> Environment(string socket) => new(StringComparer.Ordinal)
    {
        ["PATH"] = FullPath,
        ["DOCKER_CONFIG"] = ConfigDirectory,
        ["DOCKER_HOST"] = $"unix://{socket}",
        ["COMPOSE_ANSI"] = "never",
    };

    public string FullPath =>
        $"{ProgramPath}:{System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}";
}
