using System.Text;
using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The data directory: made once, locked for as long as this process lives.</summary>
internal sealed partial class DataDirectory(AgentSettings settings, TimeProvider time, ILogger<DataDirectory> logger) : IDisposable
{
    private static readonly TimeSpan InitialiseLimit = TimeSpan.FromMinutes(5);

    private FileStream? _lock;

    /// <summary>Two mysqld on one data directory destroy it: the lock is taken before anything else, and kept.</summary>
    /// <exception cref="SettingsException">Another agent holds it.</exception>
    public void Lock()
    {
        if (_lock is not null)
            return;
        Directory.CreateDirectory(settings.Paths.StateDirectory);
        try
        {
            // FileShare.None is flock(LOCK_EX) here; the kernel frees it when this process ends, however it ends.
            _lock = new FileStream(settings.Paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new SettingsException(
                $"{settings.Paths.LockFile} cannot be locked: another agent uses this data directory. Stop it, or give this one its own volume. ({failure.Message})", failure);
        }
    }

    /// <summary>Initialises an empty data directory. A crash half-way leaves only a temporary directory behind, and the next start initialises again.</summary>
    public async Task EnsureInitialisedAsync(CancellationToken cancellationToken)
    {
        Lock();
        RemoveUnfinishedClone();
        if (Directory.Exists(settings.Paths.DataDirectory))
            return;
        IsPairData = false;
        var temporary = settings.Paths.DataDirectory + ".initialising";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Initialising(logger, settings.Paths.DataDirectory);
        var began = time.GetTimestamp();
        var statements = Path.Combine(settings.Paths.RunDirectory, "initial.sql");
        PrivateFile.Write(statements, Encoding.UTF8.GetBytes(Accounts.InitialStatements(settings.Secrets, RestorePassword)));
        try
        {
            await RunInitialiseAsync(temporary, statements, cancellationToken);
        }
        finally
        {
            File.Delete(statements);
        }
        IsFresh = true;
        Directory.Move(temporary, settings.Paths.DataDirectory);
        Initialised(logger, settings.Paths.DataDirectory, time.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>
    /// Whether the data belongs to the pair: it was once a primary's, or is a finished copy of one. A fresh directory does not.
    /// </summary>
    public bool IsPairData
    {
        get => File.Exists(settings.Paths.PairMark);
        set => Mark(settings.Paths.PairMark, value);
    }

    /// <summary>Made here and never opened: nobody can have written. Only such data may begin a pair without a record.</summary>
    public bool IsFresh
    {
        get => File.Exists(settings.Paths.FreshMark);
        set => Mark(settings.Paths.FreshMark, value);
    }

    /// <summary>While this is set, a crash makes the next start begin with an empty directory.</summary>
    public bool IsCloning
    {
        get => File.Exists(settings.Paths.CloneMark);
        set => Mark(settings.Paths.CloneMark, value);
    }

    /// <summary>The password of the account that fills a fresh directory; null when no restore is under way.</summary>
    public string? RestorePassword => File.Exists(settings.Paths.RestoreMark) ? File.ReadAllText(settings.Paths.RestoreMark) : null;

    /// <summary>The closing of the pair for which this data was restored completely; null when there is none.</summary>
    public string? RestoredFor => File.Exists(settings.Paths.RestoredMark) ? File.ReadAllText(settings.Paths.RestoredMark) : null;

    /// <summary>
    /// The next start is a server with a new UUID. A copy that kept its old one could give numbers of transactions again
    /// that a restore took back, and its binary logs begin anew under names that copies of the old ones have.
    /// </summary>
    public void DropIdentity()
    {
        File.Delete(Path.Combine(settings.Paths.DataDirectory, "auto.cnf"));
        File.Delete(settings.Paths.RestoreMark);
    }

    /// <summary>From here on every start begins with an empty directory, until the restore is complete or fills the next one.</summary>
    public void BeginRestore(string password)
    {
        File.Delete(settings.Paths.RestoredMark);
        IsPairData = false;
        PrivateFile.WriteDurably(settings.Paths.RestoreMark, Encoding.UTF8.GetBytes(password));
        IsCloning = true;
    }

    /// <summary>The data is complete. The mark that lets it be opened comes last.</summary>
    public void CompleteRestore(string closing)
    {
        IsPairData = true;
        File.Delete(settings.Paths.RestoreMark);
        PrivateFile.WriteDurably(settings.Paths.RestoredMark, Encoding.UTF8.GetBytes(closing));
    }

    public void Dispose() => _lock?.Dispose();

    private static void Mark(string file, bool there)
    {
        if (there)
            PrivateFile.Write(file, []);
        else
            File.Delete(file);
    }

    private void RemoveUnfinishedClone()
    {
        if (!IsCloning)
            return;
        IsPairData = false;
        CloneUnfinished(logger, settings.Paths.DataDirectory);
        if (Directory.Exists(settings.Paths.DataDirectory))
            Directory.Delete(settings.Paths.DataDirectory, recursive: true);
        IsCloning = false;
    }

    private async Task RunInitialiseAsync(string directory, string statements, CancellationToken cancellationToken)
    {
        using var child = await ChildProcess.StartAsync(MySqlProgram.Initialise(settings, directory, statements), time);
        try
        {
            var code = await child.Exited.WaitAsync(InitialiseLimit, time, cancellationToken);
            if (code != 0)
                throw new DatabaseServerException($"mysqld could not initialise {directory} (exit code {code}): its own messages above say why.");
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException)
        {
            child.Kill();
            await child.Exited;
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A clone into {Directory} did not finish: what it left is removed")]
    private static partial void CloneUnfinished(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Initialising {Directory}")]
    private static partial void Initialising(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Initialised {Directory} in {Seconds:0.0} s")]
    private static partial void Initialised(ILogger logger, string directory, double seconds);
}
