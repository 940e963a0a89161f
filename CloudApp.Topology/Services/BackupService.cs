using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>Makes this host's backups on the host's own disk and restores each one into a scratch server to see that it is good.</summary>
internal static class BackupService
{
    private const string Directory = "/var/backups/mysql";
    private const string TargetDirectory = "/var/lib/cloudapp-target";
    private const string ScratchDirectory = "/var/lib/cloudapp-backup";

    /// <summary>Half of an ordinary container's weight: a backup may take longer, a request may not.</summary>
    private const int CpuShares = 512;

    public static ComposeService Create(SiteContext context)
    {
        var (plan, site, ports) = (context.Plan, context.Site, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("Backup__Site", site.Name)
            .Set("Backup__PeerSite", context.Peer.Name)
            .Set("Backup__MySqlAddress", site.Data)
            .Set("Backup__MySqlPort", ports.Mysql)
            .Set("Backup__PeerAddress", context.Peer.Data)
            .Set("Backup__AgentPort", ports.Agent)
            .Set("Backup__Port", ports.Backup)
            .Set("Backup__Hour", plan.Backup.HourOf(site))
            .Set("Backup__TimeZone", plan.TimeZone)
            .Set("Backup__RetentionDays", plan.Backup.RetentionDays)
            // prepare-host.sh reads this line: it makes the directory.
            .Set("Backup__HostDirectory", plan.Backup.Directory)
            .AddSecrets(SecretNames.MysqlBackupPassword, SecretNames.AgentToken, SecretNames.TlsCaCertificate);

        if (plan.Backup.Target is { } target)
            AddTarget(environment, target, $"http://{site.Data}:{ports.ObjectStore}");

        return Container.Create(plan, "backup", memoryMiB: 1024, stopSeconds: 20, environment) with
        {
            CpuShares = CpuShares,
            DependsOn = Container.AfterAddresses,
            Ports = [Container.Publish(site.Data, ports.Backup)],
            Healthcheck = ports.Backup == Ports.Defaults["backup"] ? null : HealthcheckAt(ports.Backup),
            Tmpfs = ["/tmp", Container.AgentTmpfs],
            Volumes = [$"backup-scratch:{ScratchDirectory}", $"{plan.Backup.Directory}:{Directory}", .. TargetMount(plan)],
        };
    }

    private static void AddTarget(ContainerEnvironment environment, BackupTarget target, string store)
    {
        environment
            .Set("Backup__Recipient", target.Recipient)
            .Set("Backup__StoreEndpoint", store)
            .Set("Backup__StoreBucket", ObjectStoreService.Bucket)
            .AddSecrets(SecretNames.StoreAppAccessKey, SecretNames.StoreAppSecretKey);
        if (target.Directory is { } directory)
            environment.Set("Backup__TargetDirectory", TargetDirectory).Set("Backup__TargetHostDirectory", directory);
        if (target.Bucket is { } bucket)
        {
            environment
                .Set("Backup__TargetEndpoint", bucket.Endpoint)
                .Set("Backup__TargetRegion", bucket.Region)
                .Set("Backup__TargetBucket", bucket.Name)
                .AddSecrets(SecretNames.TargetAccessKey, SecretNames.TargetSecretKey);
        }
    }

    /// <summary>What is mounted on the host later is seen here as well.</summary>
    private static string[] TargetMount(TopologyPlan plan) => plan.Backup.Target?.Directory is { } directory ? [$"{directory}:{TargetDirectory}:rslave"] : [];

    /// <summary>The image asks at its default port; this is the same question at another one.</summary>
    private static ComposeHealthcheck HealthcheckAt(int port) =>
        new(["CMD", "/opt/cloudapp/CloudApp.Backup", "healthcheck", $"http://127.0.0.1:{port}/alive"]);
}
