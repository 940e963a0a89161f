using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>From this moment this server was the primary of this epoch.</summary>
/// <param name="Base">
/// What it had executed and had in none of its binary logs (gtid_purged). What came with a clone or a restore was never
/// in them, and no log of such a server says at its beginning that it had it.
/// </param>
public sealed record EpochStart(long Epoch, string Site, string ServerUuid, DateTimeOffset SeenAt, string Base = "");

/// <summary>The binary logs on this host's disk: a directory for each server's UUID, and a list of who was the primary when.</summary>
public sealed class LogArchive(string directory)
{
    private const string FilePattern = "binlog.??????";
    private const string IncomingName = ".incoming";

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
        foreach (var incoming in Files(IncomingOf(serverUuid)))
        {
            var kept = new FileInfo(Path.Combine(DirectoryOf(serverUuid), Path.GetFileName(incoming)));
            if (!kept.Exists || new FileInfo(incoming).Length >= kept.Length)
                File.Move(incoming, kept.FullName, overwrite: true);
        }
    }

    /// <summary>In the order of time: a pair that began anew counts its epochs from one again.</summary>
    public IReadOnlyList<EpochStart> ReadEpochs() => File.Exists(EpochFile)
        ? [.. File.ReadAllLines(EpochFile).Select(ReadLine).OfType<EpochStart>().OrderBy(static start => start.SeenAt)]
        : [];

    internal static string Write(EpochStart start) => JsonSerializer.Serialize(start, ArchiveJson.Default.EpochStart);

    public void AddEpoch(EpochStart start)
    {
        Directory.CreateDirectory(directory);
        File.AppendAllText(EpochFile, Write(start) + "\n");
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

    /// <summary>Removes files that nobody has written to for longer than they are kept; the newest of each server stays.</summary>
    public IReadOnlyList<string> RemoveOlderThan(DateTimeOffset oldest)
    {
        var removed = Servers.SelectMany(server => FilesOf(server).SkipLast(1)).Where(file => File.GetLastWriteTimeUtc(file) < oldest.UtcDateTime).ToList();
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
