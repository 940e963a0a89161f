namespace CloudApp.Lab;

/// <summary>A directory that a service keeps its data in.</summary>
/// <param name="Source">Where it lies for the host.</param>
/// <param name="Destination">Where the container sees it.</param>
public sealed record ServiceVolume(string Source, string Destination)
{
    /// <summary>What <see cref="Read"/> reads, as a template of <c>docker inspect</c>.</summary>
    internal const string Format = """{{range .Mounts}}{{printf "%s\t%t\t%s\t%s\n" .Type .RW .Source .Destination}}{{end}}""";

    /// <summary>Of the host's own directories only this one belongs to a lab host alone; the others may be this machine's.</summary>
    private const string HostDirectory = "/var/backups/";

    /// <summary>Good for a file's name; differs for each volume of a service.</summary>
    public string Name => Destination.Trim('/').Replace('/', '-');

    /// <summary>The writable volumes of a container, from what docker inspect says of its mounts.</summary>
    internal static IReadOnlyList<ServiceVolume> Read(string mounts) =>
    [
        .. mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t'))
            .Where(static fields => fields is ["volume", "true", _, _] || (fields is ["bind", "true", var source, _] && Path.GetFullPath(source).StartsWith(HostDirectory, StringComparison.Ordinal)))
            .Select(static fields => new ServiceVolume(fields[2], fields[3])),
    ];
}
