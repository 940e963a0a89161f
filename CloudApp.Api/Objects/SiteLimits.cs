namespace CloudApp.Api.Objects;

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

    internal const int DeleteMs = 2_000;
}
