namespace CloudApp.Topology.Model;

/// <summary>When each site's backups are made and how long they stay.</summary>
/// <param name="Directory">On the host's disk; an absolute path.</param>
/// <param name="Hours">Site to hour of the day, 0 to 23, in the plan's time zone; different hours keep one host free.</param>
/// <param name="RetentionDays">1 to 3650. The newest good backup stays whatever its age.</param>
/// <param name="Target">A place outside the two hosts; null for none.</param>
public sealed record Backup(string Directory, IReadOnlyDictionary<string, int> Hours, int RetentionDays, BackupTarget? Target = null)
{
    public int HourOf(Site site) => Hours[site.Name];
}

/// <summary>A place outside the two hosts, for encrypted copies: a directory or a bucket.</summary>
/// <param name="Directory">The same on each host, such as a mounted NAS; null when it is a bucket.</param>
/// <param name="Bucket">A bucket of an S3 store elsewhere; null when it is a directory.</param>
/// <param name="Recipient">An age recipient; its identity is kept by the operator, on none of the machines.</param>
public sealed record BackupTarget(string? Directory, BackupBucket? Bucket, string Recipient);

/// <summary>A bucket that exists already, of a store that is on neither host.</summary>
/// <param name="Endpoint">Such as <c>https://s3.example.org</c>.</param>
/// <param name="Region">As the store names it; most self-hosted stores accept any.</param>
public sealed record BackupBucket(string Endpoint, string Region, string Name);
