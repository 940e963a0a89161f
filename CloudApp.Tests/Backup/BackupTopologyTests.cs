using System.Text.Json;
using System.Text.Json.Nodes;
using CloudApp.Contracts.Json;
using CloudApp.Operations.Backups;
using CloudApp.Tests.Topology;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Rendering;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class BackupTopologyTests
{
    private static readonly string Recipient = "age1" + new string('q', 58);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Hours_directory_and_days_have_defaults()
    {
        var plan = TopologyReader.Read(Plans.With(("backup", null)));
        plan.Sites.Select(plan.Backup.HourOf).ShouldBe([2, 3]);
        plan.Backup.Directory.ShouldBe(Plans.Default.Backup.Directory);
        plan.Backup.RetentionDays.ShouldBe(7);
    }

    [Theory]
    [InlineData("backup.hours.host1", 24, "backup.hours.host1: 24 is out of range; choose 0 to 23")]
    [InlineData("backup.hours.host3", 4, "backup.hours.host3: unknown key; known here are host1, host2")]
    [InlineData("backup.retentionDays", 0, "backup.retentionDays: 0 is out of range; choose 1 to 3650")]
    [InlineData("backup.days", 7, "backup.days: unknown key; known here are directory, hours, retentionDays, target, recipient")]
    public void A_number_out_of_place_is_a_mistake(string path, int value, string mistake) =>
        Plans.MistakesIn(Plans.With((path, value))).ShouldHaveSingleItem().ShouldBe(mistake);

    [Theory]
    [InlineData("backups")]
    [InlineData("/")]
    [InlineData("/a/../etc")]
    [InlineData("/a b")]
    [InlineData("/a:ro")]
    [InlineData("/$HOME")]
    public void A_directory_is_an_absolute_path_that_compose_takes_as_it_is(string path) =>
        Plans.MistakesIn(Plans.With(("backup.directory", path))).ShouldHaveSingleItem().ShouldStartWith($"backup.directory: '{path}' is no directory of a host;");

    [Fact]
    public void The_plan_reaches_the_services()
    {
        var bundles = BundleRenderer.Render(TopologyReader.Read(Plans.With(
            ("backup.directory", "/srv/backups"), ("backup.hours.host2", 23), ("timeZone", "Europe/Paris"), ("ports.backup", 18010))));
        var service = ComposeText.Services(bundles[1])["backup"];
        service.Environment()["Backup__Hour"].Value.ShouldBe("23");
        service.Environment()["Backup__TimeZone"].Value.ShouldBe("Europe/Paris");
        service.List("volumes").ShouldContain("/srv/backups:/var/backups/mysql", StringComparer.Ordinal);
        service.List("ports").ShouldBe(["192.168.64.17:18010:18010"]);
        service["healthcheck"]["test"][3].ToString().ShouldBe("http://127.0.0.1:18010/alive");
        bundles[1].Files.Single(file => file.Path is "compose.yaml").Content.ShouldContain("\n      Backup__HostDirectory: /srv/backups\n", customMessage: "prepare-host.sh reads this line");
    }

    [Theory]
    [InlineData("""{ "directory": "/mnt/nas", "bucket": { "endpoint": "https://s3.example.org", "name": "cloudapp" } }""", "backup.target: names a directory or a bucket, one of the two")]
    [InlineData("{ }", "backup.target: names a directory or a bucket, one of the two")]
    [InlineData("""{ "bucket": { "endpoint": "s3.example.org", "name": "cloudapp" } }""", "backup.target.bucket.endpoint: 's3.example.org' is no address of a store; write https://host, https://host:port or the same with http, without a path")]
    [InlineData("""{ "bucket": { "endpoint": "https://s3.example.org", "name": "My_Bucket" } }""", "backup.target.bucket.name: 'My_Bucket' is no bucket name; use 3 to 63 lower-case letters, digits, . and -, and start and end with a letter or digit")]
    [InlineData("""{ "bucket": { "endpoint": "https://s3.example.org", "name": "cloudapp", "prefix": "a" } }""", "backup.target.bucket.prefix: unknown key; known here are endpoint, region, name")]
    public void A_place_outside_that_is_none_is_a_mistake(string target, string mistake) =>
        Plans.MistakesIn(Plans.With(("backup.target", JsonNode.Parse(target)), ("backup.recipient", Recipient))).ShouldHaveSingleItem().ShouldBe(mistake);

    [Fact]
    public void A_bucket_outside_reaches_the_service_and_its_keys_are_asked_for()
    {
        var bucket = JsonNode.Parse("""{ "bucket": { "endpoint": "https://s3.example.org:9000", "region": "eu-west-3", "name": "cloudapp" } }""");
        var bundle = BundleRenderer.Render(TopologyReader.Read(Plans.With(("backup.target", bucket), ("backup.recipient", Recipient))))[0];
        var service = ComposeText.Services(bundle)["backup"];
        service.Environment()["Backup__TargetEndpoint"].Value.ShouldBe("https://s3.example.org:9000");
        service.Environment()["Backup__TargetRegion"].Value.ShouldBe("eu-west-3");
        service.Environment()["Backup__TargetBucket"].Value.ShouldBe("cloudapp");
        service.Environment().Keys.ShouldNotContain("Backup__TargetDirectory", StringComparer.Ordinal);
        bundle.Secrets.ShouldContain(SecretNames.TargetSecretKey, StringComparer.Ordinal);
    }

    [Fact]
    public void Status_says_age_of_the_newest_good_one_and_every_problem()
    {
        BackupLines.Status(null, Now).ShouldBe("backup: its service does not answer");
        var status = JsonSerializer.Deserialize("""
            { "site": "host1", "count": 7, "newestGood": "cloud_app_host1_20261124_020000", "newestGoodAt": "2026-11-24T02:00:00+00:00",
              "nextAt": "2026-11-25T02:00:00+00:00", "binaryLogs": { "source": "host2", "secondsBehind": 3 }, "problems": ["The disk is full.", "One is bad."] }
            """, ContractsJson.Default.BackupStatus);
        BackupLines.Status(status, Now).ShouldBe(
            "backup: cloud_app_host1_20261124_020000, restored and equal, 8.0 h old; 7 kept, next 2026-11-25 02:00 UTC; binary logs of host2 3 s behind; The disk is full. One is bad.");
    }
}
