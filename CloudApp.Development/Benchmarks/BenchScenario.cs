namespace CloudApp.Development.Benchmarks;

/// <summary>One kind of request, sent over a fixed number of connections.</summary>
/// <param name="Path">For an image the path is that of one that was uploaded to the subject before.</param>
/// <param name="Upload">Bytes of the picture that each request carries; null for a GET.</param>
/// <param name="Image">Bytes of the picture that is downloaded; null when it is none.</param>
internal sealed record BenchScenario(string Name, string Path, int Connections, int? Upload = null, int? Image = null)
{
    public const int SmallBytes = 20_000;
    public const int LargeBytes = 1_000_000;
    private const int Many = 16;
    private const int Few = 8;

    public static IReadOnlyList<BenchScenario> All { get; } =
    [
        new("GET /health", "/health", Many),
        new("GET /api/latest", "/api/latest", Many),
        // Not a page that the application keeps: the database answers every one.
        new("GET /api/records, 20", "/api/records?limit=20&before=1000000000", Many),
        new("upload, 20 kB", "/api/upload", Many, Upload: SmallBytes),
        new("upload, 1 MB", "/api/upload", Few, Upload: LargeBytes),
        new("image, 20 kB", "", Many, Image: SmallBytes),
        new("image, 1 MB", "", Few, Image: LargeBytes),
    ];
}

/// <summary>What both subjects did in one round of a scenario.</summary>
internal sealed record BenchRound(BenchScenario Scenario, WrkResult Application, WrkResult Peer);
