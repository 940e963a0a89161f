using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Verifying;

namespace CloudApp.Backup.Running;

/// <summary>One run at a time: by the plan, and when somebody asks.</summary>
internal sealed partial class BackupRunner(
    BackupSettings settings, BackupFolder folder, BackupMaker maker, BackupBoard board, TimeProvider time, ILogger<BackupRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    private readonly BackupSchedule _schedule = new(settings.Plan);
    private readonly SemaphoreSlim _one = new(1, 1);
    private BackupRun? _run;
    private DateTimeOffset _since;
    private long _waitsSince;
    private TimeSpan _wait;
    private int _failures;

    private CancellationToken Stopping { get; set; }

    /// <summary>Begins a backup now. Null when another run goes on.</summary>
    public BackupRun? TryMake() => TryBegin("backup", folder.NextName());

    /// <summary>Begins to restore a backup that is there. Null when another run goes on.</summary>
    public BackupRun? TryVerify(BackupName name) => TryBegin("verify", name);

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Stopping = stoppingToken;
        await PrepareAsync(stoppingToken);
        Wait(TimeSpan.FromSeconds(settings.SettleSeconds));
        using var timer = new PeriodicTimer(Tick < TimeSpan.FromSeconds(settings.SettleSeconds) ? Tick : TimeSpan.FromSeconds(Math.Max(1, settings.SettleSeconds)), time);
        do
        {
            try
            {
                Look();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                CannotLook(logger, settings.HostDirectory, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                folder.DeleteUnfinished();
                ScratchServer.RemoveLeftovers(settings.Paths);
                _since = folder.Since();
                return;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or BackupException)
            {
                // Before prepare-host.sh has made the directory, or on a full disk: both can be mended while this waits.
                CannotLook(logger, settings.HostDirectory, failure.Message);
                board.Fail($"{settings.HostDirectory} on {settings.Site} cannot be used: {failure.Message} Run prepare-host.sh there, or make room.");
                await Task.Delay(Tick, time, cancellationToken);
            }
        }
    }

    private void Look()
    {
        if (_run is { EndedAt: null })
            return;
        board.Refresh(_since, _run, _failures);
        var now = time.GetUtcNow();
        if (time.GetElapsedTime(_waitsSince) < _wait || !_schedule.IsDue(now, board.Current.NewestGoodAt, _since))
            return;
        // One that only could not be tried yet needs no second one beside it.
        var newest = folder.Newest();
        if (newest is { Verification.Result: VerificationResult.Open, Manifest: not null } && newest.Name.At >= _schedule.LastSlot(now) && !BackupSchedule.IsAhead(newest.Name.At, now))
            TryVerify(newest.Name);
        else
            TryMake();
    }

    private BackupRun? TryBegin(string what, BackupName name)
    {
        if (!_one.Wait(0, CancellationToken.None))
            return null;
        var run = new BackupRun(what, name.Text, "beginning", time.GetUtcNow());
        Show(run);
        _ = Task.Run(() => RunAsync(run, name));
        return run;
    }

    private async Task RunAsync(BackupRun run, BackupName name)
    {
        var problem = "";
        try
        {
            void Say(string phase) => Show(_run! with { Phase = phase });
            if (run.What is "verify")
                await maker.VerifyAsync(name.Text, Say, Stopping);
            else
                await maker.MakeAsync(name, Say, Stopping);
        }
        catch (OperationCanceledException)
        {
            problem = "It was stopped with the service.";
        }
        catch (BackupException failure)
        {
            problem = failure.Message;
        }
        catch (Exception failure)
        {
            // Whatever it is, the next run must come.
            problem = $"An unforeseen fault: {failure.Message}";
            Unforeseen(logger, failure);
        }
        finally
        {
            End(problem);
        }
    }

    private void End(string problem)
    {
        var failed = problem.Length > 0;
        // A look at an old backup says nothing on whether new ones can be made.
        if (_run!.What is "backup" || !failed || board.Current.IsFailing)
        {
            _failures = failed ? _failures + 1 : 0;
            if (failed)
                Wait(RetryPlan.After(_failures));
        }
        if (failed)
            Failed(logger, _run.What, _run.Name, problem);
        _run = _run with { EndedAt = time.GetUtcNow(), Phase = failed ? "failed" : "done", Problem = problem };
        try
        {
            board.Refresh(_since, _run, _failures);
        }
        catch (IOException failure)
        {
            CannotLook(logger, settings.HostDirectory, failure.Message);
            board.Say(_run);
        }
        _one.Release();
    }

    // Counted by a clock that is never set.
    private void Wait(TimeSpan wait) => (_waitsSince, _wait) = (time.GetTimestamp(), wait);

    private void Show(BackupRun run)
    {
        _run = run;
        board.Say(run);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {What} {Name} failed: {Problem}")]
    private static partial void Failed(ILogger logger, string what, string name, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "An unforeseen fault in a run")]
    private static partial void Unforeseen(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Directory} cannot be used: {Reason}")]
    private static partial void CannotLook(ILogger logger, string directory, string reason);
}
