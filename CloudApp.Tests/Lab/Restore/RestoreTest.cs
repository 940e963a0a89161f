using System.Globalization;
using System.Security.Cryptography;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Access;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;
using CloudApp.Operations.Restoring;
using CloudApp.Tests.Lab.Failover;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Restore;

/// <summary>What tests of a restore share: a pair in sync, pictures that are known by their content, and the commands.</summary>
[Trait("Layer", "drill")]
public abstract class RestoreTest(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int UploadsAtOnce = 8;
    private const int SyncMs = 240_000;

    private readonly List<string> _said = [];
    private AgentPair? _pair;
    private BackupPair? _backups;

    protected AgentPair Pair => _pair ?? throw new InvalidOperationException("The test has not begun.");

    protected BackupPair Backups => _backups ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>Everything that the restore command has said.</summary>
    protected IReadOnlyList<string> Said => _said;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ConnectAsync();
        await Pair.WaitAsync(AgentPair.IsInSync, "the pair is in sync", SyncMs, Cancellation);
    }

    protected async Task ConnectAsync()
    {
        var context = Fixture.Context;
        _pair = await SystemAccess.OpenAgentsAsync(context.System, envFile: null, TimeProvider.System, Cancellation);
        _backups = await SystemAccess.OpenBackupsAsync(context.System, envFile: null, Cancellation);
    }

    private protected RestoreRun Run() => new(Pair, Backups, TimeProvider.System, line =>
    {
        _said.Add(line);
        Say($"  | {line}");
    });

    protected BackupClient ServiceOf(string site) => Backups.Of(site)[0];

    protected async Task<string> PrimaryAsync() =>
        AgentPair.PrimaryOf(await Pair.LookAsync(Cancellation))?.Site ?? throw new InvalidOperationException(await Pair.DescribeAsync(Cancellation));

    private protected DatabaseHost On(string host) => new(Fixture, host);

    /// <summary>A backup of one host, restored into its scratch server and found equal.</summary>
    protected async Task<string> BackUpAsync(string host)
    {
        var service = Backups.Hosts.First(found => string.Equals(found.Site, host, StringComparison.Ordinal));
        var run = await service.MakeAsync(Cancellation);
        await service.WaitAsync(run, static _ => { }, TimeProvider.System, Cancellation);
        return run.Name;
    }

    /// <summary>Uploads pictures and returns the checksum of each by its record's number.</summary>
    protected async Task<Dictionary<long, string>> UploadAsync(int count, string name)
    {
        using var http = Fixture.CreateHttp();
        var uploaded = new Dictionary<long, string>();
        foreach (var group in Enumerable.Range(0, count).Chunk(UploadsAtOnce))
        {
            var records = await Task.WhenAll(group.Select(i => Uploads.UploadAsync(http, Fixture.Vip("/api/upload"), $"{name} {i}", Uploads.CreateImage(), Cancellation)));
            foreach (var record in records)
                uploaded[record.Id] = record.Sha256;
        }
        return uploaded;
    }

    /// <summary>Every picture comes back as it was.</summary>
    protected async Task<int> CountIntactAsync(IReadOnlyDictionary<long, string> pictures)
    {
        using var http = Fixture.CreateHttp();
        var intact = 0;
        foreach (var (id, sum) in pictures)
        {
            using var answer = await http.GetAsync(Fixture.Vip(string.Create(CultureInfo.InvariantCulture, $"/api/records/{id}/image")), Cancellation);
            if (answer.IsSuccessStatusCode && string.Equals(Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(Cancellation))), sum, StringComparison.OrdinalIgnoreCase))
                intact++;
        }
        return intact;
    }

    private protected static Task<string> NowAsync(BulkRows rows) => rows.SqlAsync("SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')", Cancellation);

    private protected async Task BothHaveAsync(string records)
    {
        foreach (var agent in Pair.Agents)
            (await On(agent.Site).RecordsAsync(Cancellation)).ShouldBe(records, $"the records of {agent.Site}");
    }
}
