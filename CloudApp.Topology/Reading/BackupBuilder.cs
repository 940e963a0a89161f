using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

internal static class BackupBuilder
{
    /// <summary>02:00 on the first site, 03:00 on the second.</summary>
    private const int DefaultHourOfFirstSite = 2;

    public static Backup Build(BackupSection? section, IReadOnlyList<Site> sites, Mistakes mistakes)
    {
        mistakes.AddUnknown("backup", section);
        return new Backup(
            Settings.BackupDirectory.Read(section?.Directory, mistakes),
            Hours(section?.Hours ?? [], sites, mistakes),
            Settings.RetentionDays.Read(section?.RetentionDays, mistakes),
            Target(section, mistakes));
    }

    private static BackupTarget? Target(BackupSection? section, Mistakes mistakes)
    {
        if (section?.Target is not { } target)
        {
            if (section?.Recipient is not null)
                mistakes.Add(Settings.Recipient.Path, "without backup.target nothing is encrypted; add the target, or remove this");
            return null;
        }
        mistakes.AddUnknown("backup.target", target);
        if (target.Directory is null == target.Bucket is null)
            mistakes.Add("backup.target", "names a directory or a bucket, one of the two");
        return new BackupTarget(
            target.Directory is { } directory ? Settings.TargetDirectory.Read(directory, mistakes) : null,
            target.Bucket is { } bucket ? Bucket(bucket, mistakes) : null,
            Settings.Recipient.Read(section.Recipient, mistakes));
    }

    private static BackupBucket Bucket(BackupBucketSection section, Mistakes mistakes)
    {
        mistakes.AddUnknown("backup.target.bucket", section);
        return new BackupBucket(
            Settings.BucketEndpoint.Read(section.Endpoint, mistakes),
            Settings.BucketRegion.Read(section.Region, mistakes),
            Settings.BucketName.Read(section.Name, mistakes));
    }

    private static Dictionary<string, int> Hours(Dictionary<string, int> written, IReadOnlyList<Site> sites, Mistakes mistakes)
    {
        foreach (var name in written.Keys.Except(sites.Select(site => site.Name), StringComparer.Ordinal))
            mistakes.AddUnknown("backup.hours", name, sites.Select(site => site.Name));
        var hours = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var site in sites)
        {
            var hour = written.TryGetValue(site.Name, out var given) ? given : DefaultHourOfFirstSite + site.Number - 1;
            hours[site.Name] = Settings.BackupHour.Read(Settings.BackupHour.PathOf(site.Name), hour, step: 1, mistakes);
        }
        return hours;
    }
}
