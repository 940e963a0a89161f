using CloudApp.Contracts.Settings;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>Makes this host's backups on the host's own disk and restores each one into a scratch server to see that it is good.</summary>
internal sealed class BackupService : ServiceDefinition
{
    private const string TargetDirectory = "/var/lib/cloudapp-target";

    /// <summary>Half of an ordinary container's weight: a backup may take longer, a request may not.</summary>
    private const int CpuShares = 512;

    private static readonly PortDefinition Http = new(
        "backup", ServicePorts.Backup, Node.Data, Callers.Monitor | Callers.Operator, "The backups' status, metrics and orders");

    public override string Name => "backup";
    public override ImageProgram Program => ImageProgram.Backup;
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 1024;
    public override int StopSeconds => 20;
    public override IReadOnlyList<PortDefinition> Ports { get; } = [Http];
    public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("backup", Http)];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (plan, site, ports) = (machine.Plan, machine.Site, machine.Ports);
        var environment = new ContainerEnvironment()
            .Set(BackupSettingKeys.Site, site.Name)
            .Set(BackupSettingKeys.PeerSite, machine.Peer.Name)
            .Set(BackupSettingKeys.MySqlAddress, site.Data)
            .Set(BackupSettingKeys.MySqlPort, ports.Mysql)
            .Set(BackupSettingKeys.PeerAddress, machine.Peer.Data)
            .Set(BackupSettingKeys.AgentPort, ports.Agent)
            .Set(BackupSettingKeys.Port, ports.Backup)
            .Set(BackupSettingKeys.Hour, plan.Backup.HourOf(site))
            .Set(BackupSettingKeys.TimeZone, plan.TimeZone)
            .Set(BackupSettingKeys.RetentionDays, plan.Backup.RetentionDays)
            // prepare-host.sh reads this line: it makes the directory.
            .Set(BackupSettingKeys.HostDirectory, plan.Backup.Directory)
            .AddSecrets(SecretNames.MysqlBackupPassword, SecretNames.AgentToken, SecretNames.TlsCaCertificate);

        if (plan.Backup.Target is { } target)
            AddTarget(environment, target, $"http://{site.Data}:{ports.ObjectStore}");

        return environment;
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        CpuShares = CpuShares,
        Healthcheck = machine.Ports.Backup == Http.Default ? null : HealthcheckAt(machine.Ports.Backup),
        Tmpfs = ["/tmp", AgentTmpfs],
        Volumes = [$"backup-scratch:{BackupSettingKeys.ScratchDirectory.Default}", $"{machine.Plan.Backup.Directory}:{BackupSettingKeys.Directory.Default}", .. TargetMount(machine.Plan)],
    };

    private static void AddTarget(ContainerEnvironment environment, BackupTarget target, string store)
    {
        environment
            .Set(BackupSettingKeys.Recipient, target.Recipient)
            .Set(BackupSettingKeys.StoreEndpoint, store)
            .Set(BackupSettingKeys.StoreBucket, ObjectStoreService.Bucket)
            .AddSecrets(SecretNames.StoreAppAccessKey, SecretNames.StoreAppSecretKey);
        if (target.Directory is { } directory)
            environment.Set(BackupSettingKeys.TargetDirectory, TargetDirectory).Set(BackupSettingKeys.TargetHostDirectory, directory);
        if (target.Bucket is { } bucket)
        {
            environment
                .Set(BackupSettingKeys.TargetEndpoint, bucket.Endpoint)
                .Set(BackupSettingKeys.TargetRegion, bucket.Region)
                .Set(BackupSettingKeys.TargetBucket, bucket.Name)
                .AddSecrets(SecretNames.TargetAccessKey, SecretNames.TargetSecretKey);
        }
    }

    /// <summary>What is mounted on the host later becomes visible here as well.</summary>
    private static string[] TargetMount(TopologyPlan plan) => plan.Backup.Target?.Directory is { } directory ? [$"{directory}:{TargetDirectory}:rslave"] : [];

    /// <summary>The image asks at its default port; this is the same question at another one.</summary>
    private static ComposeHealthcheck HealthcheckAt(int port) =>
        new(["CMD", "/opt/cloudapp/CloudApp.Backup", "healthcheck", $"http://127.0.0.1:{port}/alive"]);
}
