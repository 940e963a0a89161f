namespace CloudApp.Development.Testing;

/// <summary>A group of tests by what they need; later ones need more and take longer.</summary>
/// <param name="Name">pure, component, lab or aspire.</param>
/// <param name="Selection">The test program's arguments that choose this layer's tests.</param>
/// <param name="IsOnRequest">Whether it runs only when it is asked for, because it takes long.</param>
public sealed record TestLayer(string Name, string Description, IReadOnlyList<string> Selection, bool IsOnRequest = false)
{
    /// <summary>The tests of all that needs no package which some sources lack.</summary>
    public const string MainProject = "CloudApp.Tests";

    /// <summary>Whether it needs nothing that would have to be installed: no engine, no lab.</summary>
    public bool IsPure { get; init; }

    /// <summary>Whether it tests the AppHost.</summary>
    public bool IsAspire => string.Equals(Project, AspireTests.Project, StringComparison.Ordinal);

    /// <summary>The test program.</summary>
    public string Project { get; init; } = MainProject;

    // A test without a layer runs with the pure ones: a forgotten trait must not hide it.
    public static IReadOnlyList<TestLayer> All { get; } =
    [
        new("pure", "no engine, no network beyond loopback", ["-trait-", "Layer=component", "-trait-", "Layer=lab", "-trait-", "Layer=drill"]) { IsPure = true },
        // Half as many again as there are processors: real programs take their time to start and to stop.
        new("component", "one real program each", ["-trait", "Layer=component", "-maxThreads", "1.5x"]),
        new("lab", "both sites, faults", ["-trait", "Layer=lab", "-trait-", "Layer=drill"]),
        new("drill", "lost disks, restores, all machines off, two machines only, faults at random, a million simulated histories", ["-trait", "Layer=drill"], IsOnRequest: true),
        new("aspire", "the AppHost: its model, publishing, and a run on a container engine", []) { Project = AspireTests.Project },
    ];
}
