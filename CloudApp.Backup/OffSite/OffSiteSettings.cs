namespace CloudApp.Backup.OffSite;

/// <summary>Where copies go outside the two hosts, and to whom they are encrypted.</summary>
/// <param name="Directory">Inside this container.</param>
/// <param name="HostDirectory">The same on the host, for messages.</param>
/// <param name="Recipient">An age recipient; its identity is the operator's, and on none of these machines.</param>
/// <param name="WorkDirectory">For files on their way.</param>
public sealed record OffSiteSettings(string Directory, string HostDirectory, string Recipient, string WorkDirectory, StoreSettings Store);

/// <summary>This host's object store.</summary>
public sealed record StoreSettings(Uri Endpoint, string Bucket, string AccessKey, string SecretKey)
{
    public override string ToString() => $"{Endpoint}{Bucket}";
}
