namespace CloudApp.Api.Storage.Objects;

/// <summary>How long the application waits for the object store.</summary>
internal static class StoreLimits
{
    /// <summary>Longest one site may take to store an image, its own repetition included.</summary>
    internal const int PutAttemptMs = 5_000;

    /// <summary>Longest until the first byte of an image; its bytes then flow at their own pace.</summary>
    internal const int ReadAttemptMs = 2_000;

    internal const int DeleteAttemptMs = 1_000;

    internal const int ConnectTimeoutMs = 1_000;

    /// <summary>Longest pause between two blocks of an image before the other site is asked for the rest.</summary>
    internal const int ReadStallMs = 5_000;

    /// <summary>Sites that may break off in the middle of one image before the reader is told.</summary>
    internal const int ReadBreaksMax = 3;

    internal const int SdkRetriesMax = 1;

    /// <summary>How long a site that failed is asked last.</summary>
    internal const int AvoidAfterFailureMs = 2_000;

    internal const int CopyBufferBytes = 65_536;
}
