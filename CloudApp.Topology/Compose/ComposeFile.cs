namespace CloudApp.Topology.Compose;

/// <summary>A Compose file, its keys in the order in which they are written.</summary>
public sealed record ComposeFile
{
    public required string Name { get; init; }
    public required IReadOnlyDictionary<string, ComposeService> Services { get; init; }
    public required IReadOnlyDictionary<string, ComposeVolume> Volumes { get; init; }
}

/// <summary>One service of a Compose file. An empty list is left out.</summary>
public sealed record ComposeService
{
    public required string Image { get; init; }
    public required string PullPolicy { get; init; }
    public string Restart { get; init; } = "always";
    public string? NetworkMode { get; init; }
    public string? Pid { get; init; }
    public IReadOnlyDictionary<string, ComposeDependency> DependsOn { get; init; } = new Dictionary<string, ComposeDependency>(StringComparer.Ordinal);
    public string StopSignal { get; init; } = "SIGTERM";
    public required string StopGracePeriod { get; init; }
    public bool ReadOnly { get; init; } = true;
    public IReadOnlyList<string> CapDrop { get; init; } = ["ALL"];
    public IReadOnlyList<string> CapAdd { get; init; } = [];
    public IReadOnlyList<string> SecurityOpt { get; init; } = ["no-new-privileges:true"];
    public required string MemLimit { get; init; }
    public int? CpuShares { get; init; }
    public IReadOnlyList<string> Ports { get; init; } = [];
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public ComposeHealthcheck? Healthcheck { get; init; }
    public IReadOnlyList<string> Tmpfs { get; init; } = [];
    public IReadOnlyList<string> Volumes { get; init; } = [];
    public ComposeLogging Logging { get; init; } = new();
}

/// <summary>An edge of the start order.</summary>
/// <param name="Condition">What the other service must have reached before this one starts.</param>
public sealed record ComposeDependency(string Condition)
{
    public static ComposeDependency Healthy { get; } = new("service_healthy");
    public static ComposeDependency Started { get; } = new("service_started");
}

/// <summary>Replaces the image's own test; its intervals stay.</summary>
public sealed record ComposeHealthcheck(IReadOnlyList<string> Test);

public sealed record ComposeLogging
{
    private const string FileSizeMax = "10m";
    private const string FilesMax = "3";

    public string Driver { get; init; } = "json-file";

    public IReadOnlyDictionary<string, string> Options { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["max-size"] = FileSizeMax, ["max-file"] = FilesMax };
}

/// <summary>A named volume with the engine's defaults: <c>{}</c>.</summary>
public sealed record ComposeVolume;
