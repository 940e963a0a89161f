using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Clients;

namespace CloudApp.Operations.Backups;

/// <summary>Follows a run of a backup service to its end.</summary>
public static class BackupRunWait
{
    private const int PollMs = 500;

    /// <summary>A host that restores a backup may be slow to answer.</summary>
    private const int SilenceSeconds = 60;

    /// <summary>Waits until a run has ended; says each new phase.</summary>
    /// <exception cref="UserException">It failed, or its service was started again; the message says why.</exception>
    /// <exception cref="ServiceException">The service went away.</exception>
    public static async Task WaitAsync(this BackupClient service, BackupRun begun, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        var phase = "";
        while (true)
        {
            var run = (await LookPatientlyAsync(service, time, cancellationToken)).Run;
            if (run is null || run.BeganAt != begun.BeganAt)
                throw new UserException($"The backup service of {service.Site} does not know {begun.Name} any more: it was started again meanwhile, or another run followed. './cloudapp backup list' shows what is there.");
            if (run.EndedAt is not null)
            {
                if (run.Problem.Length > 0)
                    throw new UserException($"{service.Site}: {run.Problem}");
                return;
            }
            if (!string.Equals(phase, run.Phase, StringComparison.Ordinal))
                say($"{service.Site}: {phase = run.Phase}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    private static async Task<BackupStatus> LookPatientlyAsync(BackupClient service, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await service.StatusAsync(cancellationToken);
            }
            catch (ServiceException) when (time.GetElapsedTime(began).TotalSeconds < SilenceSeconds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
            }
        }
    }
}
