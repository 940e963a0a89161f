using CloudApp.Operations.Agents;
using CloudApp.Operations.Status;
using Shouldly;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>What must hold after every failure.</summary>
internal sealed class Verification(LabFixture lab, AgentPair pair, CancellationToken cancellationToken)
{
    /// <summary>A server whose disk was full looks for room once a minute only, and applies nothing until then.</summary>
    private const int SameRowsSeconds = 90;
    private const int NamedMax = 5;

    /// <summary>The pair is in sync by itself within the limit, and every service is well.</summary>
    /// <exception cref="CloudApp.Operations.UserException">It is not; the message holds the state of both agents.</exception>
    public async Task HealedAsync(int limitMs)
    {
        await pair.WaitAsync(AgentPair.IsInSync, "there is one primary and one replica in sync", limitMs, cancellationToken);
        await lab.WaitUntilHealthyAsync(cancellationToken);
        await pair.WaitAsync(AgentPair.IsInSync, "the pair stays in sync", limitMs, cancellationToken);
    }

    /// <summary>Every acknowledged write is on both servers, once, under the id that the client was told.</summary>
    public async Task NothingIsLostAsync(Ledger ledger, Func<AcknowledgedWrite, bool> mayBeLost)
    {
        IReadOnlyList<IReadOnlyDictionary<string, long>> rows = [];
        await Hosts.WaitUntilAsync(async () => (rows = await SameRowsAsync()).Count > 0, SameRowsSeconds, cancellationToken);
        foreach (var (site, found) in lab.Plan.Sites.Zip(rows))
        {
            var wrong = ledger.Writes.Where(write => !mayBeLost(write))
                .Where(write => !found.TryGetValue(write.Key, out var id) || id != write.Id).ToList();
            wrong.ShouldBeEmpty($"{wrong.Count} of {ledger.Writes.Count} acknowledged writes are missing on {site.Name} or have another id: {string.Join(", ", wrong.Take(NamedMax))}");
        }
    }

    /// <summary>The operator's view agrees: one primary, one replica, everything healthy.</summary>
    public async Task StatusIsRightAsync()
    {
        var report = await new StatusCollector(lab.Context.System).CollectAsync(cancellationToken);
        report.IsHealthy.ShouldBeTrue(string.Join("; ", report.Hosts.Where(static host => !host.IsHealthy)));
        report.Hosts.Select(static host => host.DatabaseRole).OfType<string>().Order(StringComparer.Ordinal).ShouldBe(["primary", "replica"]);
    }

    /// <summary>Each site's own application writes and reads again.</summary>
    public async Task BothSitesServeAsync(Ledger ledger)
    {
        using var http = lab.CreateHttp();
        foreach (var site in lab.Plan.Sites)
        {
            var upload = KeyedUpload.Next();
            using var answer = await upload.SendAsync(http, new Uri($"http://{site.App}:{lab.Plan.Ports.Api}/api/upload"), cancellationToken);
            var id = (await KeyedUpload.AcknowledgedIdAsync(answer, cancellationToken)).ShouldNotBeNull($"an upload through {site.AppName} answered {(int)answer.StatusCode}");
            ledger.Acknowledge(upload.Key, id);
        }
    }

    /// <summary>The rows of both servers, once they are the same; nothing before. A replica applies what it has received a
    /// moment later, and on a busy test machine a server may just be restarting because its lease ran out.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, long>>> SameRowsAsync()
    {
        try
        {
            var databases = lab.Plan.Sites.Select(site => new DatabaseHost(lab, site.Name)).ToList();
            var sums = await Task.WhenAll(databases.Select(database => database.ChecksumsAsync(cancellationToken)));
            return string.Equals(sums[0], sums[1], StringComparison.Ordinal)
                ? await Task.WhenAll(databases.Select(database => database.RowsAsync(cancellationToken)))
                : [];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }
}
