namespace CloudApp.Api.Images;

/// <summary>What a thumbnail is, and what making one may cost.</summary>
internal static class ThumbnailLimits
{
    /// <summary>Longest edge of a thumbnail: a tile of the gallery on a screen with two pixels per point.</summary>
    internal const int EdgePixelsMax = 480;

    internal const int QualityPercent = 80;

    /// <summary>Above what 480 × 480 pixels come to at that quality, whatever they show.</summary>
    internal const int BytesMax = 512_000;

    /// <summary>Most pixels that may be in memory at once, decoded: 4 bytes each. JPEG is decoded smaller at once.</summary>
    internal const long DecodedPixelsMax = 25_000_000;

    /// <summary>
    /// The worker's own memory, enforced by the kernel: 100 MB of pixels, the runtime, and the decoder's tables; together
    /// with the application below the container's limit.
    /// </summary>
    internal const ulong WorkerMemoryBytesMax = 320_000_000;

    internal const ulong WorkerHeapBytesMax = 96_000_000;

    /// <summary>Longest the worker may be busy with one image, then it is killed. Usual are 5 to 100 ms.</summary>
    internal const int MakeMs = 10_000;

    /// <summary>Longest to hand over an image, reading from the store included.</summary>
    internal const int HandOverMs = 15_000;

    /// <summary>A worker without work ends after this time, and its memory with it.</summary>
    internal const int WorkerIdleMs = 30_000;

    /// <summary>Longest a request waits for a thumbnail that is not there yet.</summary>
    internal const int RequestWaitMs = 3_000;

    /// <summary>Thumbnails being made or waiting for their turn, on request; more are told to come back.</summary>
    internal const int MakingMax = 64;

    /// <summary>Uploads waiting for their thumbnail; what does not fit gets it on its first request.</summary>
    internal const int QueueMax = 256;

    /// <summary>Share of one processor that thumbnails nobody asked for may take from the requests.</summary>
    internal const double BackgroundShare = 0.2;

    /// <summary>Images remembered as impossible to make smaller; then the memory starts afresh.</summary>
    internal const int ImpossibleMax = 10_000;
}
