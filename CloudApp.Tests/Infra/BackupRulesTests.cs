using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>Prometheus itself says when the backups' alerts come and when they do not.</summary>
[Trait("Layer", "component")]
public sealed class BackupRulesTests
{
    // One host is well, one has a clock that was ahead; the other one's newest good backup was made at 0, its runs fail, its disk is low, then it is silent.
    private const string Scenario = """
        rule_files: [/etc/prometheus/rules/backup.yml]
        evaluation_interval: 5m
        tests:
          - interval: 5m
            input_series:
              - series: cloudapp_backup_last_verified_time_seconds{site="host1"}
                values: 0x400
              - series: cloudapp_backup_last_verified_time_seconds{site="host2"}
                values: 0+300x400
              - series: cloudapp_backup_last_verified_time_seconds{site="host3"}
                values: 100000000x400
              - series: cloudapp_backup_failing{site="host1"}
                values: 0x100 1x300
              - series: cloudapp_backup_failing{site="host2"}
                values: 0x400
              - series: cloudapp_backup_disk_free_bytes{site="host1"}
                values: 100x400
              - series: cloudapp_backup_disk_needed_bytes{site="host1"}
                values: 50x200 150x200
              - series: cloudapp_backup_disk_free_bytes{site="host2"}
                values: 100x400
              - series: cloudapp_backup_disk_needed_bytes{site="host2"}
                values: 50x400
              - series: up{job="backup",site="host1"}
                values: 1x300 0x100
              - series: up{job="backup",site="host2"}
                values: 1x400
            alert_rule_test:
              - { alertname: BackupTooOld, eval_time: 26h, exp_alerts: [] }
              - alertname: BackupTooOld
                eval_time: 26h10m
                exp_alerts: [{ exp_labels: { severity: critical, site: host1 }, exp_annotations: { summary: "No backup of host1 has been restored successfully for 1d 2h 10m 0s.", description: "Ask './cloudapp backup list' for the reason, then './cloudapp backup now --host host1'." } }]
              - alertname: BackupClockAhead
                eval_time: 1h
                exp_alerts: [{ exp_labels: { severity: critical, site: host3 }, exp_annotations: { summary: "The newest good backup of host3 is dated 1157d 8h 46m 40s ahead: a clock is wrong.", description: "Compare the clocks of host3 and of this machine. No backup is lost by it; its age is not known." } }]
              - { alertname: BackupFailing, eval_time: 9h, exp_alerts: [] }
              - alertname: BackupFailing
                eval_time: 10h
                exp_alerts: [{ exp_labels: { severity: warning, site: host1 }, exp_annotations: { summary: "The last run of the backup on host1 failed; it is tried again.", description: "'./cloudapp status' says why. The backups that are there stay." } }]
              - { alertname: BackupDiskLow, eval_time: 16h, exp_alerts: [] }
              - alertname: BackupDiskLow
                eval_time: 17h
                exp_alerts: [{ exp_labels: { severity: warning, site: host1 }, exp_annotations: { summary: "The disk of the backups on host1 has 100B free: too little for the next one.", description: "Make room on the disk of /var/backups/mysql, or shorten backup.retentionDays in topology.json." } }]
              - { alertname: BackupServiceSilent, eval_time: 24h, exp_alerts: [] }
              - alertname: BackupServiceSilent
                eval_time: 26h
                exp_alerts: [{ exp_labels: { severity: warning, job: backup, site: host1 }, exp_annotations: { summary: "The backup service of host1 does not answer: no backup is made there.", description: "Look at 'docker compose logs backup' on host1." } }]

        """;

    [Fact]
    public Task The_alerts_come_when_they_must_and_not_before() => Promtool.CheckAsync("backup", Scenario);
}
