using System.Buffers.Binary;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>
/// Reads one binary log from its beginning, as far as it holds whole transactions: the file may still grow, and may end
/// anywhere. Replaying is left to mysqlbinlog; this says what is in it.
/// </summary>
internal sealed class BinaryLogReader : IDisposable
{
    internal const int MagicBytes = 4;

    private const int BufferBytes = 1 << 20;
    private const int SizeAt = 9;
    private const int MaxEventBytes = 1 << 30;
    private const int MaxStatementChars = 160;

    private readonly FileStream _file;
    private readonly Dictionary<long, string> _tables = [];
    private readonly HashSet<long> _heartbeatTables = [];
    private readonly Dictionary<long, LogEvent> _recordMaps = [];
    private LogEvent? _pending;

    public BinaryLogReader(string path)
    {
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = BufferBytes,
            Options = FileOptions.SequentialScan,
        });
        Path = path;
        ReadHead();
    }

    public string Path { get; }

    /// <summary>Everything that the server had executed when it began this file; null while that is not in it yet.</summary>
    public GtidSet? Previous { get; private set; }

    /// <summary>The file's beginning: the format and what came before. Needed in front of any transactions that are taken out.</summary>
    internal IReadOnlyList<LogEvent> Head { get; private set; } = [];

    /// <summary>Bytes up to the end of the last whole transaction that was read.</summary>
    public long CompleteBytes { get; private set; } = MagicBytes;

    /// <exception cref="InvalidDataException">Something in the middle of the file is no binary log.</exception>
    public IEnumerable<LoggedTransaction> ReadTransactions()
    {
        while (Next() is { } first)
        {
            if (first.Kind is EventKinds.TaggedGtid or EventKinds.AnonymousGtid)
                throw new InvalidDataException($"{Path} has at {first.Start} a transaction with a tag or without a number; these are not kept apart here.");
            if (first.Kind != EventKinds.Gtid)
                continue;
            if (ReadRest(first) is not { } transaction)
                yield break;
            CompleteBytes = transaction.End;
            yield return transaction;
        }
    }

    public void Dispose() => _file.Dispose();

    private void ReadHead()
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        if (_file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false) < MagicBytes)
            return;
        if (magic[0] != 0xfe || !magic[1..].SequenceEqual("bin"u8))
            throw new InvalidDataException($"{Path} is no binary log.");
        var head = new List<LogEvent>();
        while (Next() is { } next)
        {
            if (next.Kind == EventKinds.Gtid)
            {
                _pending = next;
                break;
            }
            head.Add(next);
            if (next.Kind != EventKinds.PreviousGtids)
                continue;
            Previous = ReadPrevious(next);
            CompleteBytes = next.End;
            break;
        }
        Head = head;
    }

    private LoggedTransaction? ReadRest(LogEvent first)
    {
        var gtid = GtidEvent.Read(first);
        var end = first.Start + gtid.LengthBytes;
        var changes = new List<LoggedChange>();
        var events = new List<LogEvent> { first };
        var deleted = new List<long>();
        var at = first.End;
        while (at < end)
        {
            if (Next() is not { } next)
                return null;
            at = next.End;
            if (!IsOfHeartbeat(next))
                events.Add(next);
            if (next.Kind == EventKinds.DeleteRows && _recordMaps.TryGetValue(next.TableId, out var map) && next.ReadFirstNumber(map) is { } id)
                deleted.Add(id);
            if (ChangeOf(next) is { } change && (changes.Count == 0 || !changes.Contains(change)))
                changes.Add(change);
        }
        if (at != end)
            throw new InvalidDataException($"{Path}: the transaction {gtid.Gtid} at {first.Start} does not end where it says.");
        _tables.Clear();
        _heartbeatTables.Clear();
        _recordMaps.Clear();
        return new LoggedTransaction(gtid.Gtid, gtid.CommittedAt, first.Start, end) { Changes = changes, Events = events, DeletedRecords = deleted };
    }

    private bool IsOfHeartbeat(in LogEvent next)
    {
        if (next.Kind == EventKinds.TableMap)
        {
            var (schema, table) = next.ReadTable();
            var name = _tables[next.TableId] = $"{schema}.{table}";
            if (string.Equals(name, LoggedTransaction.RecordsTable, StringComparison.Ordinal))
                _recordMaps[next.TableId] = next;
            if (!string.Equals(schema, SchemaNames.Agent, StringComparison.Ordinal))
                return false;
            _heartbeatTables.Add(next.TableId);
            return true;
        }
        return EventKinds.IsRows(next.Kind) && _heartbeatTables.Contains(next.TableId);
    }

    private LoggedChange? ChangeOf(in LogEvent next)
    {
        switch (next.Kind)
        {
            case EventKinds.WriteRows or EventKinds.UpdateRows or EventKinds.DeleteRows or EventKinds.PartialUpdateRows:
                if (_heartbeatTables.Contains(next.TableId))
                    return null;
                var kind = next.Kind switch
                {
                    EventKinds.WriteRows => ChangeKind.Inserts,
                    EventKinds.DeleteRows => ChangeKind.Deletes,
                    _ => ChangeKind.Updates,
                };
                return new LoggedChange(kind, _tables.GetValueOrDefault(next.TableId, "a table"));
            case EventKinds.Query:
                var (_, text) = next.ReadStatement();
                return text is "BEGIN" or "COMMIT" or "ROLLBACK" ? null : new LoggedChange(ChangeKind.Statement, text.Length > MaxStatementChars ? text[..MaxStatementChars] + "…" : text);
            case EventKinds.TransactionPayload:
                return new LoggedChange(ChangeKind.Statement, "a compressed transaction");
            default:
                return null;
        }
    }

    private LogEvent? Next()
    {
        if (_pending is { } pending)
        {
            _pending = null;
            return pending;
        }
        var start = _file.Position;
        Span<byte> header = stackalloc byte[LogEvent.HeaderBytes];
        if (_file.ReadAtLeast(header, LogEvent.HeaderBytes, throwOnEndOfStream: false) < LogEvent.HeaderBytes)
            return null;
        var size = BinaryPrimitives.ReadInt32LittleEndian(header[SizeAt..]);
        if (size is < LogEvent.HeaderBytes or > MaxEventBytes)
            throw new InvalidDataException($"{Path} is damaged at {start}: an event of {size} bytes.");
        if (start + size > _file.Length)
            return null;
        var bytes = new byte[size];
        header.CopyTo(bytes);
        return _file.ReadAtLeast(bytes.AsSpan(LogEvent.HeaderBytes), size - LogEvent.HeaderBytes, throwOnEndOfStream: false) < size - LogEvent.HeaderBytes
            ? null
            : new LogEvent(start, bytes);
    }

    private static GtidSet ReadPrevious(in LogEvent previous)
    {
        const int UuidBytes = 16;
        const int NumberBytes = 8;
        var body = previous.Body;
        var at = NumberBytes;
        var set = GtidSet.Empty;
        var sources = BinaryPrimitives.ReadInt64LittleEndian(body);
        // With tags the first eight bytes say so in their highest one.
        if (body[NumberBytes - 1] != 0)
            throw new InvalidDataException("This server has executed transactions with tags; these are not kept apart here.");
        for (long i = 0; i < sources; i++)
        {
            var source = new GtidSource(GtidEvent.ReadUuid(body.Slice(at, UuidBytes)));
            var intervals = BinaryPrimitives.ReadInt64LittleEndian(body[(at + UuidBytes)..]);
            at += UuidBytes + NumberBytes;
            for (long j = 0; j < intervals; j++, at += 2 * NumberBytes)
                set = set.With(source, BinaryPrimitives.ReadInt64LittleEndian(body[at..]), BinaryPrimitives.ReadInt64LittleEndian(body[(at + NumberBytes)..]) - 1);
        }
        return set;
    }
}
