namespace CloudApp.Api.Storage.Objects;

/// <summary>How long one question to one site's object store may take.</summary>
internal static class SiteLimits
{
    /// <summary>The sentinel, or an object's size.</summary>
    internal const int LookMs = 1_000;

    internal const int ListMs = 5_000;

    /// <summary>Until the first byte of an object.</summary>
    internal const int OpenMs = 2_000;

    /// <summary>All bytes of an object from one site.</summary>
    internal const int FetchMs = 15_000;

    internal const int PutMs = 15_000;

    /// <summary>What the second site may take longer than the first before an upload is answered with one copy.</summary>
    internal const int SecondPutMs = 1_500;

    /// <summary>A large image gives the second site so much more time: one millisecond for this many bytes.</summary>
    internal const int SecondPutBytesPerMs = 5_000;

    /// <summary>How often a site that failed is asked whether it serves again.</summary>
    internal const int WatchMs = 500;

    internal const int DeleteMs = 2_000;
}
