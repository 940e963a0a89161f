using System.Globalization;
using System.Text.Json.Nodes;
using CloudApp.Cli.Commands;
using CloudApp.Contracts.Backups;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Restore;

/// <summary>A fire: what is left is the place outside, and the operator's key.</summary>
public sealed class BothHostsLostTests(LabFixture lab, ITestOutputHelper output) : RestoreTest(lab, output)
{
    private const int Rows = 20_000;
    private const int Pictures = 60;
    private const double LostSecondsMax = 60;
    private const int ShipSeconds = 120;
    private const int FreshMs = 240_000;
    private const string KeyScript = "docker exec $(docker ps -q --filter label=com.docker.compose.service=backup) age-keygen";

    private string Outside => Path.Combine(Fixture.Lab.Paths.State, "outside");

    [Fact]
    [Trait("Figure", "restore")]
    public async Task Both_hosts_lose_everything_and_come_back_from_the_place_outside_alone()
    {
        var identity = (await Fixture.Lab.ExecAsync(Fixture.Site1.Name, ["sh", "-c", KeyScript], Cancellation)).StandardOutput;
        var recipient = RecipientOf(identity);
        await Tool.RequireAsync(["install", "-d", "-o", "999", "-g", "999", "-m", "0750", Outside], Cancellation);
        try
        {
            // What other tests have left in the store would all be shipped first.
            await WipeAsync();
            await UpAsync(recipient);
            await Pair.WaitAsync(AgentPair.IsInSync, "the pair is in sync", FreshMs, Cancellation);
            await ProveAsync(identity);
        }
        finally
        {
            await UpAsync(recipient: null);
            Directory.Delete(Outside, recursive: true);
        }
    }

    private async Task ProveAsync(string identity)
    {
        await RefusesUntilItIsThereAsync();
        var primary = await PrimaryAsync();
        await new BulkRows(On(primary)).InsertAsync($"bulk-{Guid.NewGuid():N}", Rows, Cancellation);
        var pictures = await UploadAsync(Pictures / 2, "before the backup");
        var backup = await BackUpAsync(Pair.Other(primary).Site);
        foreach (var (id, sum) in await UploadAsync(Pictures / 2, "after the backup"))
            pictures[id] = sum;
        var records = await On(primary).RecordsAsync(Cancellation);
        var written = TimeProvider.System.GetTimestamp();
        // The host without the primary ships: all that was written before it began its last whole round is outside.
        var shipper = Backups.Hosts.First(host => !string.Equals(host.Site, primary, StringComparison.Ordinal));
        await Hosts.WaitUntilAsync(
            async () => (await shipper.StatusAsync(Cancellation)).OffSite is { SecondsBehind: >= 0 } copies && copies.SecondsBehind < TimeProvider.System.GetElapsedTime(written).TotalSeconds,
            ShipSeconds, Cancellation);
        var shipped = TimeProvider.System.GetElapsedTime(written).TotalSeconds;
        shipped.ShouldBeLessThan(LostSecondsMax);
        Say($"  {BackupLines.Status(await shipper.StatusAsync(Cancellation), TimeProvider.System.GetUtcNow())}");
        await WipeAsync();
        var lost = TimeProvider.System.GetTimestamp();

        await UpAsync(RecipientOf(identity));
        var fresh = TimeProvider.System.GetElapsedTime(lost).TotalMinutes;
        await Pair.WaitAsync(AgentPair.IsInSync, "the fresh pair is in sync", FreshMs, Cancellation);
        var order = new RestoreRequest(backup, "latest", FromTarget: true, identity);
        var done = await Run().RestoreAsync(await Run().ShowAsync(order, Cancellation), order, Cancellation);
        var minutes = TimeProvider.System.GetElapsedTime(lost).TotalMinutes;

        await BothHaveAsync(records);
        (await CountIntactAsync(pictures)).ShouldBe(Pictures);
        done.Objects.ShouldBeGreaterThanOrEqualTo(Pictures);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE restore, both hosts lost: {Rows + Pictures} rows and {Pictures} pictures, the last one outside {shipped:0} s after it was written, back from outside alone in {minutes:0.0} min, {fresh:0.0} of them for two fresh hosts"));
    }

    /// <summary>Without its mark the directory is where nothing is mounted: it must not be filled, and it must be said.</summary>
    private async Task RefusesUntilItIsThereAsync()
    {
        var service = Backups.Hosts[0];
        await Hosts.WaitUntilAsync(
            async () => (await service.StatusAsync(Cancellation)).OffSite is { Problem.Length: > 0 }, ShipSeconds, Cancellation);
        var refused = (await service.StatusAsync(Cancellation)).OffSite!;
        Say($"  refused: {refused.Problem}");
        refused.Problem.ShouldContain("is not mounted");
        Directory.EnumerateFileSystemEntries(Outside).ShouldBeEmpty();
        await File.WriteAllTextAsync(Path.Combine(Outside, "cloudapp-target"), "", Cancellation);
        await Hosts.WaitUntilAsync(
            async () => (await service.StatusAsync(Cancellation)).OffSite is { Problem.Length: 0, SecondsBehind: >= 0 }, ShipSeconds, Cancellation);
    }

    /// <summary>Every volume of every machine, and the backups on the hosts' disks.</summary>
    private async Task WipeAsync()
    {
        foreach (var host in Fixture.Lab.Plan.Hosts)
        {
            var bundle = Fixture.Lab.Paths.Bundle(host.Name);
            var down = await Fixture.Lab.DockerAsync(
                host.Name, ["compose", "--project-directory", bundle, "--file", Path.Combine(bundle, "compose.yaml"), "down", "--volumes", "--timeout", "1"], Cancellation);
            down.ExitCode.ShouldBe(0, down.StandardError);
            (await Fixture.Lab.ExecAsync(host.Name, ["sh", "-c", "rm -rf /var/backups/mysql"], Cancellation)).ExitCode.ShouldBe(0);
        }
    }

    private static string RecipientOf(string identity) =>
        identity.Split('\n').First(static line => line.StartsWith("# public key: ", StringComparison.Ordinal))[14..].Trim();

    /// <summary>The same lab with the place outside in its plan, or without.</summary>
    private async Task UpAsync(string? recipient)
    {
        var root = ProjectRoot.Find();
        var file = Path.Combine(root, "topology.json");
        var topology = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!;
        if (recipient is not null)
        {
            topology["backup"]!["target"] = new JsonObject { ["directory"] = Outside };
            topology["backup"]!["recipient"] = recipient;
            file = Path.Combine(Path.GetTempPath(), $"cloudapp-topology-{Environment.ProcessId}.json");
            await File.WriteAllTextAsync(file, topology.ToJsonString(), Cancellation);
        }
        var context = await LabContext.OpenAsync(file, Fixture.Lab.Plan.Name, TimeProvider.System, Cancellation);
        await ProgressLines.RunAsync(TextWriter.Null, TimeProvider.System, progress => new SystemUp(
            context, new ImageSource(root, context.Topology.Images.Reference, TimeProvider.System), TimeProvider.System).RunAsync(port: null, progress, Cancellation));
    }
}
