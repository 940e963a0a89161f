using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

internal static class BackupBuilder
{
    private const string DefaultDirectory = "/var/backups/mysql";

    /// <summary>02:00 on the first site, 03:00 on the second.</summary>
    private const int DefaultHourOfFirstSite = 2;
    private const int HourHighest = 23;

    /// <summary>What S3 clients say where a store has no regions.</summary>
    private const string DefaultRegion = "us-east-1";

    private const int DefaultRetentionDays = 7;
    private const int RetentionDaysHighest = 3650;

    public static Backup Build(BackupSection? section, IReadOnlyList<Site> sites, Mistakes mistakes)
    {
        mistakes.AddUnknown("backup", section, "directory", "hours", "retentionDays", "target", "recipient");
        var directory = Names.HostDirectory("backup.directory", section?.Directory ?? DefaultDirectory, mistakes);
        var days = Numbers.InRange("backup.retentionDays", section?.RetentionDays ?? DefaultRetentionDays, 1, RetentionDaysHighest, mistakes);
        return new Backup(directory, Hours(section?.Hours ?? [], sites, mistakes), days, Target(section, mistakes));
    }

    private static BackupTarget? Target(BackupSection? section, Mistakes mistakes)
    {
        if (section?.Target is not { } target)
        {
            if (section?.Recipient is not null)
                mistakes.Add("backup.recipient", "without backup.target nothing is encrypted; add the target, or remove this");
            return null;
        }
        mistakes.AddUnknown("backup.target", target, "directory", "bucket");
        if (target.Directory is null == target.Bucket is null)
            mistakes.Add("backup.target", "names a directory or a bucket, one of the two");
        return new BackupTarget(
            target.Directory is { } directory ? Names.HostDirectory("backup.target.directory", directory, mistakes) : null,
            target.Bucket is { } bucket ? Bucket(bucket, mistakes) : null,
            Names.AgeRecipient("backup.recipient", section.Recipient ?? "", mistakes));
    }

    private static BackupBucket Bucket(BackupBucketSection section, Mistakes mistakes)
    {
        mistakes.AddUnknown("backup.target.bucket", section, "endpoint", "region", "name");
        return new BackupBucket(
            Names.StoreEndpoint("backup.target.bucket.endpoint", section.Endpoint ?? "", mistakes),
            Names.Region("backup.target.bucket.region", section.Region ?? DefaultRegion, mistakes),
            Names.Bucket("backup.target.bucket.name", section.Name ?? "", mistakes));
    }

    private static Dictionary<string, int> Hours(Dictionary<string, int> written, IReadOnlyList<Site> sites, Mistakes mistakes)
    {
        foreach (var name in written.Keys.Except(sites.Select(site => site.Name), StringComparer.Ordinal))
            mistakes.AddUnknown("backup.hours", name, sites.Select(site => site.Name));
        var hours = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var site in sites)
        {
            var hour = written.TryGetValue(site.Name, out var given) ? given : DefaultHourOfFirstSite + site.Number - 1;
            hours[site.Name] = Numbers.InRange($"backup.hours.{site.Name}", hour, 0, HourHighest, mistakes);
        }
        return hours;
    }
}
