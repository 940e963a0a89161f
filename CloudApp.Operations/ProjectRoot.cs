namespace CloudApp.Operations;

/// <summary>Where the sources lie: topology.json, compose/, infra/.</summary>
public static class ProjectRoot
{
    /// <summary>The entry script sets this; it wins over the search.</summary>
    public const string Variable = "CLOUDAPP_ROOT";

    private const string Marker = "CloudApp.sln";

    /// <summary>The absolute path of the root folder.</summary>
    /// <exception cref="UserException">No folder above the program holds the sources.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return Path.GetFullPath(given);

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return folder.FullName;
        }
        throw new UserException(
            $"no folder above {AppContext.BaseDirectory} holds {Marker}; start ./cloudapp at the root of the project, or set {Variable} to that folder.");
    }
}
