using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Storage;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>From this moment this server was the primary of this epoch.</summary>
/// <param name="Base">
/// What it had executed and had in none of its binary logs (gtid_purged). What came with a clone or a restore was never
/// in them, and no log of such a server says at its beginning that it had it.
/// </param>
internal sealed record EpochStart(long Epoch, string Site, string ServerUuid, DateTimeOffset SeenAt, string Base = "")
{
    /// <summary>0, and one more each time that a pair began anew and counted its epochs from one again.</summary>
    public long Generation { get; init; }

    internal bool IsSame(EpochStart other) => Epoch == other.Epoch && string.Equals(ServerUuid, other.ServerUuid, StringComparison.Ordinal);
}

/// <summary>The binary logs on this host's disk: a directory for each server's UUID, and a list of who was the primary when.</summary>
internal sealed class LogArchive(string directory)
{
    private const string FilePattern = "binlog.??????";
    private const string IncomingName = ".incoming";

    private readonly HashSet<string> _synced = new(StringComparer.Ordinal);

    private string EpochFile => Path.Combine(directory, "epochs.jsonl");

    public string DirectoryOf(string serverUuid) => Path.Combine(directory, serverUuid);

    /// <summary>Where a stream writes until a file has caught up with the one of the same name that is already kept.</summary>
    public string IncomingOf(string serverUuid) => Path.Combine(DirectoryOf(serverUuid), IncomingName);

    public IReadOnlyList<string> FilesOf(string serverUuid) => Files(DirectoryOf(serverUuid));

    public IEnumerable<string> Servers =>
        Directory.Exists(directory)
            ? Directory.GetDirectories(directory).Select(static found => Path.GetFileName(found)).Where(static name => Guid.TryParseExact(name, "D", out _))
            : [];

    /// <summary>An empty place for a new stream.</summary>
    public string PrepareIncoming(string serverUuid)
    {
        var incoming = IncomingOf(serverUuid);
        if (Directory.Exists(incoming))
            Directory.Delete(incoming, recursive: true);
        Directory.CreateDirectory(incoming);
        return incoming;
    }

    /// <summary>
    /// Takes over what the stream has brought: a file that is being fetched again replaces the one of the same name only when
    /// it holds at least as much. The stream goes on writing into it under its new name.
    /// </summary>
    public void TakeOver(string serverUuid)
    {
        var moved = false;
        foreach (var incoming in Files(IncomingOf(serverUuid)))
        {
            var kept = new FileInfo(Path.Combine(DirectoryOf(serverUuid), Path.GetFileName(incoming)));
            if (kept.Exists && new FileInfo(incoming).Length < kept.Length)
                continue;
            File.Move(incoming, kept.FullName, overwrite: true);
            _synced.Remove(kept.FullName);
            moved = true;
        }
        if (moved)
            SyncComplete(serverUuid);
    }

    /// <summary>What has arrived of a server's newest file, also while it is being fetched again.</summary>
    public (string File, long Bytes) ReadProgress(string serverUuid)
    {
        var newest = Files(IncomingOf(serverUuid)) is [.., var incoming] ? incoming : FilesOf(serverUuid) is [.., var kept] ? kept : null;
        return newest is null ? ("", 0) : (newest, new FileInfo(newest).Length);
    }

    /// <summary>A file that is followed by another one grows no more: it is on disk when this returns, and so are all names.</summary>
    private void SyncComplete(string serverUuid)
    {
        foreach (var file in FilesOf(serverUuid).SkipLast(1).Where(file => _synced.Add(file)))
        {
            using var complete = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            complete.Flush(flushToDisk: true);
        }
        DurableDirectory.Sync(DirectoryOf(serverUuid));
    }

    /// <summary>In the order in which they were: by the epochs themselves, never by what a clock said.</summary>
    public IReadOnlyList<EpochStart> ReadEpochs()
    {
        if (!File.Exists(EpochFile))
            return [];
        var starts = new List<EpochStart>();
        foreach (var start in File.ReadAllLines(EpochFile).Select(ReadLine).OfType<EpochStart>().Where(start => !starts.Any(start.IsSame)))
            starts.Add(start with { Generation = Math.Max(start.Generation, GenerationAfter(starts, start.Epoch)) });
        return InOrder(starts);
    }

    internal static IReadOnlyList<EpochStart> InOrder(IEnumerable<EpochStart> starts) =>
        [.. starts.OrderBy(static start => start.Generation).ThenBy(static start => start.Epoch)];

    internal static string Write(EpochStart start) => JsonSerializer.Serialize(start, ArchiveJson.Default.EpochStart);

    /// <summary>Notes it after those that are there, on disk when this returns. One that is noted already is not noted again.</summary>
    public void AddEpoch(EpochStart start)
    {
        var known = ReadEpochs();
        if (known.Any(start.IsSame))
            return;
        Directory.CreateDirectory(directory);
        using (var file = new FileStream(EpochFile, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            // A line that a crash cut keeps to itself.
            var separator = EndsInsideALine(file) ? "\n" : "";
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes($"{separator}{Write(start with { Generation = Math.Max(start.Generation, GenerationAfter(known, start.Epoch)) })}\n"));
            file.Flush(flushToDisk: true);
        }
        DurableDirectory.Sync(directory);
    }

    private static long GenerationAfter(IReadOnlyCollection<EpochStart> known, long epoch)
    {
        if (known.Count == 0)
            return 0;
        var newest = known.Max(static start => start.Generation);
        return known.Any(start => start.Generation == newest && start.Epoch > epoch) ? newest + 1 : newest;
    }

    private static bool EndsInsideALine(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    /// <summary>Everything that the newest file of each server reaches up to.</summary>
    public GtidSet ReadReached()
    {
        var reached = GtidSet.Empty;
        foreach (var server in Servers)
            reached = reached.Union(ReadReached(server));
        return reached;
    }

    /// <summary>
    /// What a server had executed and had in none of its logs when it was first seen as the primary, which is when its logs
    /// began to be copied. What it purged later was copied before, or is older than the first copy.
    /// </summary>
    public GtidSet ReadBase(string serverUuid) =>
        GtidSet.Parse(ReadEpochs().FirstOrDefault(start => string.Equals(start.ServerUuid, serverUuid, StringComparison.Ordinal))?.Base ?? "");

    /// <summary>Everything that a server had executed when the newest of its files that has begun was copied last.</summary>
    public GtidSet ReadReached(string serverUuid)
    {
        var reached = ReadBase(serverUuid);
        foreach (var file in FilesOf(serverUuid).Reverse())
        {
            using var reader = new BinaryLogReader(file);
            if (reader.Previous is null)
                continue;
            reached = reached.Union(reader.Previous);
            foreach (var transaction in reader.ReadTransactions())
                reached = reached.With(transaction.Gtid);
            break;
        }
        return reached;
    }

    /// <summary>When the oldest kept file was last written to.</summary>
    public DateTimeOffset? OldestAt()
    {
        var times = Servers.SelectMany(FilesOf).Select(static file => new DateTimeOffset(File.GetLastWriteTimeUtc(file))).ToList();
        return times.Count == 0 ? null : times.Min();
    }

    /// <summary>The newest file of each server.</summary>
    public IReadOnlyDictionary<string, string> ReadHeads() =>
        Servers.Select(server => (Server: server, Files: FilesOf(server))).Where(static found => found.Files.Count > 0)
            .ToDictionary(static found => found.Server, static found => Path.GetFileName(found.Files[^1]), StringComparer.Ordinal);

    /// <summary>
    /// Removes files that nobody has written to for longer than they are kept, and that no kept backup needs: either alone
    /// may be the fault of a clock. The newest of each server stays.
    /// </summary>
    public IReadOnlyList<string> RemoveOlderThan(DateTimeOffset oldest, LogHorizon horizon)
    {
        var removed = Servers.SelectMany(server => FilesOf(server).SkipLast(1).Where(file => horizon.IsBehind(server, Path.GetFileName(file))))
            .Where(file => File.GetLastWriteTimeUtc(file) < oldest.UtcDateTime).ToList();
        removed.ForEach(File.Delete);
        return removed;
    }

    private static List<string> Files(string directory) =>
        Directory.Exists(directory) ? [.. Directory.GetFiles(directory, FilePattern).Order(StringComparer.Ordinal)] : [];

    // A line that a crash cut is left out.
    internal static EpochStart? ReadLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ArchiveJson.Default.EpochStart);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EpochStart))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
