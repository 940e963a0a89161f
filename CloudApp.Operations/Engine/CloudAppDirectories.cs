namespace CloudApp.Operations.Engine;

/// <summary>The three directories outside the repository that the command uses.</summary>
/// <param name="State">Labs and their data; survives a restart of the machine.</param>
/// <param name="Cache">Engine programs, base image, image tars; may be deleted at any time.</param>
/// <param name="Run">Sockets and process ids; meaningless after a restart of the machine.</param>
public sealed record CloudAppDirectories(string State, string Cache, string Run)
{
    public const string StateVariable = "CLOUDAPP_STATE";
    public const string CacheVariable = "CLOUDAPP_CACHE";
    public const string RunVariable = "CLOUDAPP_RUN";

    /// <summary>Engine and secrets of the AppHost's tests.</summary>
    public string AppHost(string lab) => Path.Combine(State, "aspire", lab);

    public static CloudAppDirectories FromEnvironment() => new(
        Read(StateVariable, "/var/lib/cloudapp"),
        Read(CacheVariable, "/var/cache/cloudapp"),
        Read(RunVariable, "/run/cloudapp"));

    private static string Read(string variable, string otherwise)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(value) ? otherwise : Path.GetFullPath(value);
    }
}
