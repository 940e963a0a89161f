namespace CloudApp.Api.Settings;

/// <summary>Everything that may differ between two nodes. Read once at start, checked, then never changed.</summary>
/// <param name="StoreEndpoints">S3 proxies in the order of use: own site's load balancer first.</param>
/// <param name="StoreSites">Both sites' object stores, to be asked directly; empty: copies are not compared.</param>
/// <param name="TrustedProxies">Addresses whose X-Forwarded-* headers are believed; empty: nobody's.</param>
/// <param name="MakesThumbnailsAhead">Whether an upload's thumbnail is made at once, or when somebody asks for it.</param>
internal sealed record ApiSettings(
    string Site,
    string Node,
    string SpoolDirectory,
    string WriteConnectionString,
    string ReadConnectionString,
    IReadOnlyList<Uri> StoreEndpoints,
    string Bucket,
    string AccessKey,
    string SecretKey,
    IReadOnlyList<System.Net.IPAddress> TrustedProxies,
    IReadOnlyList<StoreSite> StoreSites,
    ReconcilerSettings Reconciler,
    bool MakesThumbnailsAhead = true);

/// <summary>One site's object store at its own address.</summary>
internal sealed record StoreSite(string Name, Uri Address);
