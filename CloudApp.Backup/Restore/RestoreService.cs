using System.Text;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using MySqlConnector;

namespace CloudApp.Backup.Restore;

/// <summary>Carries out one restore at a time on this host. It remembers nothing: begun again, it begins with an empty server.</summary>
internal sealed partial class RestoreService(
    BackupSettings settings, RestoreSource source, HostAgents agents, PrimaryWatch watch, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RestoreService> logger)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CopyTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private RestoreProgress _progress = RestoreProgress.Idle;
    private long _began;

    internal RestoreProgress Progress
    {
        get
        {
            lock (_gate)
                return _progress.State == RestoreState.Running ? _progress with { Seconds = time.GetElapsedTime(_began).TotalSeconds } : _progress;
        }
    }

    /// <exception cref="RestoreException">It cannot be done with what is here.</exception>
    internal async Task<RestorePreview> PreviewAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        var executed = await ReadExecutedAsync(request, cancellationToken);
        var (material, plan) = await PlanAsync(request, executed, cancellationToken);
        const int Listed = 50;
        return new RestorePreview(
            material.Facts.Name, material.Facts.MadeAt, plan.ReplayCount, plan.LastAt, plan.LostCount, [.. plan.Lost.Take(Listed)], plan.End.ToString())
        {
            Moment = RestorePoint.Parse(request.Until, settings.Plan.TimeZone).Describe(settings.Plan.TimeZone),
            IsLostComplete = plan.Losses.IsComplete,
            Notes = plan.Notes,
        };
    }

    /// <summary>False when one is already running.</summary>
    internal bool TryStart(RestoreRequest request)
    {
        lock (_gate)
        {
            if (_progress.State == RestoreState.Running)
                return false;
            _progress = RestoreProgress.Idle with { State = RestoreState.Running, Step = "begins" };
            _began = time.GetTimestamp();
        }
        _ = RunAsync(request, lifetime.ApplicationStopping);
        return true;
    }

    private async Task RunAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await FillAsync(request, cancellationToken);
            Complete(logger, request.ToString(), time.GetElapsedTime(_began).TotalSeconds);
            Set(static progress => progress with { State = RestoreState.Done, Step = "done" });
        }
        catch (Exception failure) when (failure is RestoreException or ServiceException or InvalidDataException or IOException or MySqlException or UnauthorizedAccessException
            or FormatException or HttpRequestException or Amazon.Runtime.AmazonServiceException or Amazon.Runtime.AmazonClientException or TimeoutException or InvalidOperationException or BackupException or System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            Failed(logger, request.ToString(), failure.Message);
            Set(progress => progress with { State = RestoreState.Failed, Problem = failure.Message });
        }
    }

    private async Task FillAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        Step("reads the backup and the binary logs");
        var (material, plan) = await PlanAsync(request, executed: null, cancellationToken);
        var lostFile = WriteLost(plan);
        Set(progress => progress with { LostCount = plan.LostCount, LostFile = lostFile });

        Step("empties the server");
        var server = new EmptyServer(settings, await agents.Own.BeginRestoreAsync(cancellationToken), WriteCa(), time);
        await WaitForAsync(server, cancellationToken);
        await server.PrepareAsync(cancellationToken);

        Step($"loads {material.Facts.Name}");
        await server.LoadDumpAsync(material.DumpFile, cancellationToken);
        if (plan.ReplayFile.Length > 0)
        {
            Step($"applies {plan.ReplayCount} transactions that followed the backup");
            await server.ReplayAsync(plan.ReplayFile, cancellationToken);
        }
        await server.AddExecutedAsync(plan.Silent, cancellationToken);

        Step("looks at what came out");
        var executed = await server.ReadExecutedAsync(cancellationToken);
        if (!executed.Contains(plan.End))
            throw new RestoreException($"The restored server lacks the transactions {plan.End.Subtract(executed)}.");
        var tables = await server.CountRowsAsync(cancellationToken);
        Set(progress => progress with { Tables = tables });
        await server.FinishAsync(cancellationToken);

        if (request.FromTarget || request.Identity is not null)
        {
            Step("brings the objects back");
            var objects = await source.ReturnObjectsAsync(request, count => Set(progress => progress with { Objects = count }), cancellationToken);
            Set(progress => progress with { Objects = objects });
        }

        Step("opens the pair");
        await agents.Own.CompleteRestoreAsync(cancellationToken);
        if (Directory.Exists(source.WorkDirectory))
            Directory.Delete(source.WorkDirectory, recursive: true);
    }

    private async Task<(RestoreMaterial Material, ReplayPlan Plan)> PlanAsync(RestoreRequest request, GtidSet? executed, CancellationToken cancellationToken)
    {
        var point = RestorePoint.Parse(request.Until, settings.Plan.TimeZone);
        if (request.Identity is not null && !source.HasTarget)
            throw new RestoreException("--identity opens what lies on a target outside the two hosts, and there is none: 'backup.target' in topology.json names one.");
        Directory.CreateDirectory(source.WorkDirectory);
        var material = await source.FetchAsync(request, cancellationToken);
        var backup = GtidSet.Parse(material.Facts.Contents.GtidSet);
        var plan = await Task.Run(() => ReplayPlan.Make(material.Archive, backup, material.Facts.MadeAt, point, Path.Combine(source.WorkDirectory, "replay.binlog"), executed), cancellationToken);
        return (material, plan);
    }

    /// <summary>All that the open primary has executed, once the copy of its logs has had time to get there; null when there is none.</summary>
    private async Task<GtidSet?> ReadExecutedAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        // The logs outside are of another pair, or of an earlier life of this one.
        if (request.FromTarget || await watch.FindAsync(cancellationToken) is not { Executed.Length: > 0 } primary)
            return null;
        await Task.Delay(CopyTime, time, cancellationToken);
        return GtidSet.Parse(primary.Executed.Replace("\n", "", StringComparison.Ordinal));
    }

    private async Task WaitForAsync(EmptyServer server, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!await server.IsThereAsync(cancellationToken))
        {
            if (time.GetElapsedTime(start) > StartLimit)
                throw new RestoreException($"The empty server did not answer within {StartLimit.TotalMinutes:0} minutes: {(await agents.Own.StatusAsync(cancellationToken)).Reason}");
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <summary>On disk before the server is emptied. A clock that was set back never makes it replace an earlier list.</summary>
    private string WriteLost(ReplayPlan plan)
    {
        if (plan.LostCount == 0 && plan.Notes.Count == 0)
            return "";
        string[] more = plan.LostCount > plan.Lost.Count ? [$"... and {plan.LostCount - plan.Lost.Count} more"] : [];
        string[] lines = [.. plan.Notes.Select(static note => $"# {note}"), .. plan.Lost.Select(static write => write.ToString()), .. more];
        var begun = time.GetUtcNow();
        string name;
        for (var number = 1; ; number++)
        {
            name = $"lost_{begun:yyyyMMdd_HHmmss}{(number == 1 ? "" : $"_{number}")}.txt";
            if (!File.Exists(Path.Combine(settings.Paths.Directory, name)))
                break;
        }
        using (var file = new FileStream(Path.Combine(settings.Paths.Directory, name), FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
            file.Flush(flushToDisk: true);
        }
        DurableDirectory.Sync(settings.Paths.Directory);
        return Path.Combine(settings.HostDirectory, name);
    }

    private string WriteCa()
    {
        var file = Path.Combine(settings.Paths.RunDirectory, "restore-ca.pem");
        PrivateFile.Write(file, settings.Secrets.CaCertificate);
        return file;
    }

    private void Step(string what)
    {
        Steps(logger, what);
        Set(progress => progress with { Step = what });
    }

    private void Set(Func<RestoreProgress, RestoreProgress> change)
    {
        lock (_gate)
            _progress = change(_progress) with { Seconds = time.GetElapsedTime(_began).TotalSeconds };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Restore: {What}")]
    private static partial void Steps(ILogger logger, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Restored ({Request}) in {Seconds:0.0} s")]
    private static partial void Complete(ILogger logger, string request, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The restore ({Request}) failed; the pair stays closed: {Problem}")]
    private static partial void Failed(ILogger logger, string request, string problem);
}
