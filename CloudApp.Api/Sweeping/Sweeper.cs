using CloudApp.Api.Objects;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Sweeping;

/// <summary>
/// Keeps both sites' objects equal to the records: makes missing copies, replaces damaged ones, removes objects that no
/// record names. One of the two nodes leads; what it does is harmless when it is done twice.
/// </summary>
internal sealed partial class Sweeper : IDisposable
{
    private readonly ISweeperRecords _records;
    private readonly IReadOnlyList<ISiteStore> _sites;
    private readonly string _node;
    private readonly SweeperLead _lead;
    private readonly SweepTally _tally = new();
    private readonly MendRun _mend;
    private readonly PassRun _pass;
    private readonly VerifyRun _verify;
    private readonly ILogger _logger;
    private bool[] _serving;
    private SweeperReport? _saved;

    internal Sweeper(
        ISweeperRecords records, IReadOnlyList<ISiteStore> sites, Spool spool, SweeperSettings settings, string node, TimeProvider time, ILogger logger)
    {
        (_records, _sites, _node, _logger) = (records, sites, node, logger);
        _serving = new bool[sites.Count];
        _lead = new SweeperLead(records, node, time);
        var content = new ObjectContent(time);
        var executor = new SweepExecutor(records, sites, _lead, content, new ObjectCopier(content, spool), _tally, logger);
        _mend = new MendRun(records, sites, executor, time);
        _pass = new PassRun(records, sites, executor, settings, time, logger);
        _verify = new VerifyRun(records, sites, executor, _tally, settings, time);
    }

    /// <summary>One turn.</summary>
    /// <returns>False when another node leads.</returns>
    internal async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var led = _lead.Token;
        var leads = await _lead.HoldAsync(cancellationToken);
        SweeperMetrics.Leads.Record(leads ? 1 : 0);
        if (!leads) return false;
        if (_lead.Token != led)
        {
            LogLeads(_logger, _lead.Token);
            _pass.StartAgain();
        }

        try
        {
            if (await AllServeAsync(cancellationToken))
            {
                await _mend.StepAsync(cancellationToken);
                await _pass.StepAsync(cancellationToken);
                await _verify.StepAsync(cancellationToken);
            }
        }
        finally
        {
            await ReportAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Lets the other node lead at once.</summary>
    internal Task GiveUpAsync(CancellationToken cancellationToken) => _lead.GiveUpAsync(cancellationToken);

    public void Dispose() => _lead.Dispose();

    // While a site is away there is nothing to compare with, and nowhere to copy to.
    private async Task<bool> AllServeAsync(CancellationToken cancellationToken)
    {
        var serving = await Task.WhenAll(_sites.Select(s => s.IsServingAsync(cancellationToken)));
        // A site that comes back may have come back empty.
        if (serving.Index().Any(s => s.Item && !_serving[s.Index])) _pass.StartAgain();
        foreach (var (i, serves) in serving.Index().Where(s => s.Item != _serving[s.Index])) LogServing(_logger, _sites[i].Name, serves);
        _serving = serving;
        return serving.All(static s => s);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (!_lead.IsHeld) return;
        var report = new SweeperReport(
            _node, _lead.Since, !_serving.All(static s => s),
            [.. _sites.Select((s, i) => new SiteReport(s.Name, _serving[i], _pass.MissingBySite.GetValueOrDefault(s.Name)))],
            _pass.Last, _tally.Copied, _tally.Repaired, _tally.OrphansRemoved, _tally.DamagedEverywhere, _tally.Verified, _verify.LastRoundAt);
        var counts = await _records.CountAsync(cancellationToken);
        SweeperMetrics.MissingCopies.Record(counts.MissingCopies);
        SweeperMetrics.WithoutObject.Record(counts.WithoutObject);
        if (_saved is not null && (report with { Sites = _saved.Sites }) == _saved && report.Sites.SequenceEqual(_saved.Sites)) return;
        await _records.SaveReportAsync(_lead.Token, report, cancellationToken);
        _saved = report;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node's sweeper leads, token {Token}")]
    private static partial void LogLeads(ILogger logger, ulong token);

    [LoggerMessage(Level = LogLevel.Information, Message = "The object store of {Site} serves: {Serves}")]
    private static partial void LogServing(ILogger logger, string site, bool serves);
}
