using System.Globalization;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>
/// The finished copies of transactions that only this server had, and what is left of unfinished ones. Copies are perhaps
/// the only ones of valuable data, so one is removed only when it is neither among the youngest nor has been there for less
/// than a month. Their age is counted in hours of this agent's life: a wall clock that steps removes nothing.
/// </summary>
internal sealed partial class SavedCopies(AgentSettings settings, TimeProvider time, ILogger<SavedCopies> logger) : BackgroundService
{
    internal const int MinCopies = 10;

    /// <summary>30 days.</summary>
    internal const int MinAgeHours = 30 * 24;

    internal const string Unfinished = ".partial";

    private const string AgeFile = "hours-kept";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private IReadOnlyList<string> _names = [];

    private string Root => settings.Paths.DivergentDirectory;

    /// <summary>The directories of the finished ones, by name.</summary>
    public IReadOnlyList<string> Names => Volatile.Read(ref _names);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            RemoveUnfinished();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            CannotRemove(logger, Root, failure.Message);
        }
        Look();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>What an earlier try has left: none is ever continued.</summary>
    public void RemoveUnfinished()
    {
        foreach (var directory in Directories().Where(IsUnfinished))
        {
            Directory.Delete(directory, recursive: true);
            RemovedUnfinished(logger, directory);
        }
    }

    /// <summary>A copy was added.</summary>
    public void Look()
    {
        lock (_gate)
            Volatile.Write(ref _names, [.. Finished()]);
    }

    /// <summary>All are an hour older; those that are no longer kept are removed.</summary>
    internal void Age()
    {
        lock (_gate)
        {
            var copies = Finished().ConvertAll(static directory => (Directory: directory, Hours: ReadHours(directory) + 1));
            foreach (var (directory, hours) in copies)
                PrivateFile.Write(Path.Combine(directory, AgeFile), System.Text.Encoding.ASCII.GetBytes(hours.ToString(CultureInfo.InvariantCulture)));
            var old = copies.OrderBy(static copy => copy.Hours).ThenByDescending(static copy => copy.Directory, StringComparer.Ordinal)
                .Skip(MinCopies).Where(static copy => copy.Hours >= MinAgeHours);
            foreach (var (directory, hours) in old)
            {
                // Under a name that does not count first: half a copy must never look like a whole one.
                Directory.Move(directory, directory + Unfinished);
                Directory.Delete(directory + Unfinished, recursive: true);
                Removed(logger, directory, hours / 24, MinCopies);
            }
            Volatile.Write(ref _names, [.. Finished()]);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Hour, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Age();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                CannotAge(logger, Root, failure.Message);
            }
        }
    }

    private IEnumerable<string> Directories() => Directory.Exists(Root) ? Directory.GetDirectories(Root).Order(StringComparer.Ordinal) : [];

    private List<string> Finished() => [.. Directories().Where(static directory => !IsUnfinished(directory))];

    private static bool IsUnfinished(string directory) => directory.EndsWith(Unfinished, StringComparison.Ordinal);

    /// <summary>0 for one that is new, or whose age cannot be read.</summary>
    private static int ReadHours(string directory)
    {
        var file = Path.Combine(directory, AgeFile);
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? hours : 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Directory} is removed: it was never finished")]
    private static partial void RemovedUnfinished(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory} is removed: these extra transactions were kept for {Days} days, and {Count} younger copies are there")]
    private static partial void Removed(ILogger logger, string directory, int days, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unfinished copies in {Directory} could not be removed: {Why}")]
    private static partial void CannotRemove(ILogger logger, string directory, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The age of the copies in {Directory} could not be counted: {Why}")]
    private static partial void CannotAge(ILogger logger, string directory, string why);
}
