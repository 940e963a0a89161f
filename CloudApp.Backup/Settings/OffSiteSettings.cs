namespace CloudApp.Backup.Settings;

/// <summary>Where copies go outside the two hosts, and to whom they are encrypted.</summary>
/// <param name="Recipient">An age recipient; its identity is the operator's, and on none of these machines.</param>
/// <param name="WorkDirectory">For files on their way.</param>
/// <param name="Store">Where the pictures are read: this host's own.</param>
internal sealed record OffSiteSettings(string Recipient, string WorkDirectory, StoreSettings Store)
{
    /// <summary>Null when the place is a bucket.</summary>
    public DirectorySettings? Directory { get; init; }

    /// <summary>Null when the place is a directory.</summary>
    public StoreSettings? Bucket { get; init; }
}

/// <param name="Path">Inside this container.</param>
/// <param name="HostPath">The same on the host, for messages.</param>
internal sealed record DirectorySettings(string Path, string HostPath);

/// <summary>A bucket of an object store.</summary>
internal sealed record StoreSettings(Uri Endpoint, string Bucket, string AccessKey, string SecretKey)
{
    /// <summary>What the signature names; our own store takes any.</summary>
    public string Region { get; init; } = ObjectStoreSettingKeys.DefaultRegion;

    /// <summary>Without the keys.</summary>
    public override string ToString() => $"{Endpoint}{Bucket}";
}
