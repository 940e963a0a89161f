using System.Buffers.Binary;
using System.Text;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>The kinds of event that are looked into; all others are only carried along.</summary>
internal static class EventKinds
{
    internal const byte Query = 2;
    internal const byte FormatDescription = 15;
    internal const byte TableMap = 19;
    internal const byte WriteRows = 30;
    internal const byte UpdateRows = 31;
    internal const byte DeleteRows = 32;
    internal const byte Gtid = 33;
    internal const byte AnonymousGtid = 34;
    internal const byte PreviousGtids = 35;
    internal const byte PartialUpdateRows = 39;
    internal const byte TransactionPayload = 40;
    internal const byte TaggedGtid = 42;

    internal static bool IsRows(byte kind) => kind is WriteRows or UpdateRows or DeleteRows or PartialUpdateRows;
}

/// <summary>One event of a binary log: its bytes with the header, and where it begins in its file.</summary>
internal readonly record struct LogEvent(long Start, byte[] Bytes)
{
    internal const int HeaderBytes = 19;
    private const int KindAt = 4;
    private const int ChecksumBytes = 4;

    internal byte Kind => Bytes[KindAt];

    internal long End => Start + Bytes.Length;

    /// <summary>Without header and checksum; our servers always write the checksum.</summary>
    internal ReadOnlySpan<byte> Body => Bytes.AsSpan(HeaderBytes, Bytes.Length - HeaderBytes - ChecksumBytes);

    /// <summary>The table's number, of a table map or of rows.</summary>
    internal long TableId => Body.Length < 6 ? -1 : BinaryPrimitives.ReadUInt32LittleEndian(Body) | ((long)BinaryPrimitives.ReadUInt16LittleEndian(Body[4..]) << 32);

    /// <summary>Schema and table of a table map.</summary>
    internal (string Schema, string Table) ReadTable()
    {
        const int SchemaAt = 8;
        var body = Body;
        var schemaLength = body[SchemaAt];
        var tableAt = SchemaAt + 1 + schemaLength + 1;
        return (Encoding.UTF8.GetString(body.Slice(SchemaAt + 1, schemaLength)), Encoding.UTF8.GetString(body.Slice(tableAt + 1, body[tableAt])));
    }

    /// <summary>The first column of the first row, where the table map says that it is a BIGINT; null where it is something else.</summary>
    internal long? ReadFirstNumber(in LogEvent tableMap)
    {
        const byte BigInt = 8;
        const int SchemaAt = 8;
        const int ExtraLengthAt = 8;
        const int MaxShortCount = 250;
        var map = tableMap.Body;
        var tableAt = SchemaAt + 1 + map[SchemaAt] + 1;
        var countAt = tableAt + 1 + map[tableAt] + 1;
        if (countAt + 1 >= map.Length || map[countAt] > MaxShortCount || map[countAt + 1] != BigInt)
            return null;
        var bitmapBytes = (map[countAt] + 7) / 8;
        var body = Body;
        // Behind the extra data: the number of columns, which of them are there, which of those are null, and the row.
        var presentAt = ExtraLengthAt + BinaryPrimitives.ReadUInt16LittleEndian(body[ExtraLengthAt..]) + 1;
        var nullsAt = presentAt + bitmapBytes;
        var rowAt = nullsAt + bitmapBytes;
        return rowAt + sizeof(long) <= body.Length && (body[presentAt] & 1) == 1 && (body[nullsAt] & 1) == 0 ? BinaryPrimitives.ReadInt64LittleEndian(body[rowAt..]) : null;
    }

    /// <summary>The text of a statement and the schema it was said in.</summary>
    internal (string Schema, string Text) ReadStatement()
    {
        const int SchemaLengthAt = 8;
        const int StatusLengthAt = 11;
        const int StatusAt = 13;
        var body = Body;
        int schemaLength = body[SchemaLengthAt];
        var schemaAt = StatusAt + BinaryPrimitives.ReadUInt16LittleEndian(body[StatusLengthAt..]);
        return (Encoding.UTF8.GetString(body.Slice(schemaAt, schemaLength)), Encoding.UTF8.GetString(body[(schemaAt + schemaLength + 1)..]));
    }
}
