using System.Security.Cryptography;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudApp.Tests.Reconciliation;

/// <summary>Two sites, one table and the reconcilers of two nodes, with a clock that moves by hand.</summary>
internal sealed class TwoSites : IDisposable
{
    private const int RowAgeMinutes = 60;
    private readonly string _spool = Directory.CreateTempSubdirectory("cloudapp-sweep-").FullName;
    private long _lastId;

    internal TwoSites()
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        Records = new MemoryReconcilerRecords(Time);
        (Site1, Site2) = (new MemorySite("host1", Time), new MemorySite("host2", Time));
        (Node1, Node2) = (CreateReconciler("app1"), CreateReconciler("app2"));
    }

    internal FakeTimeProvider Time { get; }
    internal MemoryReconcilerRecords Records { get; }
    internal MemorySite Site1 { get; }
    internal MemorySite Site2 { get; }
    internal StoreReconciler Node1 { get; }
    internal StoreReconciler Node2 { get; }

    /// <summary>A record, an hour old, whose bytes differ from all others'.</summary>
    internal (StoredRow Row, byte[] Bytes) Add(int copies = 1, params IEnumerable<MemorySite> sites)
    {
        var at = Time.GetUtcNow().AddMinutes(-RowAgeMinutes);
        var bytes = RandomNumberGenerator.GetBytes(100 + (int)(_lastId % 50));
        var row = new StoredRow(++_lastId, ObjectKeys.NewImage(at), "image/png", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), copies, at);
        Records.Rows[row.Id] = row;
        foreach (var site in sites) site.Put(row.Key, bytes, TimeSpan.FromMinutes(RowAgeMinutes));
        return (row, bytes);
    }

    internal int CopiesOf(StoredRow row) => Records.Rows[row.Id].Copies;

    /// <summary>Turns of the first node's reconciler, a second apart; a turn that a site's failure ends is a turn.</summary>
    internal async Task SweepAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            try
            {
                await Node1.TickAsync(TestContext.Current.CancellationToken);
            }
            catch (SiteUnavailableException)
            {
                // The next turn looks again.
            }

            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public void Dispose()
    {
        Node1.Dispose();
        Node2.Dispose();
        Directory.Delete(_spool, recursive: true);
    }

    private StoreReconciler CreateReconciler(string node)
    {
        var spool = new Spool(_spool);
        return new StoreReconciler(Records, [Site1, Site2], spool, ReconcilerSettings.Default, node, Time, NullLogger.Instance);
    }
}
