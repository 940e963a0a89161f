using System.Buffers.Binary;
using System.Text;

namespace CloudApp.Tests.Backup;

/// <summary>Writes binary logs as a server of ours does, as far as the reader looks into them. The reader itself is tried on a real server's by the lab.</summary>
internal sealed class BinaryLogWriter
{
    private const byte Query = 2;
    private const byte Xid = 16;
    private const byte TableMap = 19;
    private const byte FormatDescription = 15;
    private const byte WriteRows = 30;
    private const byte DeleteRows = 32;
    private const byte GtidKind = 33;
    private const byte PreviousGtids = 35;

    private readonly List<byte> _bytes = [0xfe, (byte)'b', (byte)'i', (byte)'n'];

    public BinaryLogWriter(params (Guid Server, long Last)[] previous)
    {
        Add(FormatDescription, new byte[80]);
        List<byte> body = [.. Long(previous.Length)];
        foreach (var (server, last) in previous)
        {
            body.AddRange(server.ToByteArray(bigEndian: true));
            body.AddRange(Long(1));
            body.AddRange(Long(1));
            body.AddRange(Long(last + 1));
        }
        Add(PreviousGtids, [.. body]);
    }

    /// <summary>An insert of one row.</summary>
    public BinaryLogWriter Insert(Guid server, long number, DateTimeOffset at, string schema = "cloud_app", string table = "records")
    {
        byte[][] rest = [Event(Query, Statement("BEGIN")), Event(TableMap, Table(schema, table)), Event(WriteRows, TableId()), Event(Xid, Long(number))];
        return Transaction(server, number, at, rest);
    }

    /// <summary>The deletion of one row of the application's records, as a server with full row images writes it.</summary>
    public BinaryLogWriter Delete(Guid server, long number, DateTimeOffset at, long id)
    {
        const byte BigInt = 8;
        const byte Varchar = 15;
        byte[] map = [.. Table("cloud_app", "records"), 2, BigInt, Varchar, 2, 0x20, 3, 0];
        byte[] rows = [.. TableId(), 2, 0, 2, 0b11, 0, .. Long(id), 1, 0, (byte)'x'];
        return Transaction(server, number, at, [Event(Query, Statement("BEGIN")), Event(TableMap, map), Event(DeleteRows, rows), Event(Xid, Long(number))]);
    }

    public BinaryLogWriter Beat(Guid server, long number, DateTimeOffset at) => Insert(server, number, at, "cloudapp_ha", "heartbeat");

    public BinaryLogWriter Execute(Guid server, long number, DateTimeOffset at, string statement) =>
        Transaction(server, number, at, [Event(Query, Statement(statement))]);

    /// <summary>Writes the file.</summary>
    /// <param name="without">Bytes at its end that are not there yet.</param>
    public void Save(string file, int without = 0)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, [.. _bytes.Take(_bytes.Count - without)]);
    }

    private BinaryLogWriter Transaction(Guid server, long number, DateTimeOffset at, byte[][] rest)
    {
        const int GtidBytes = 19 + 42 + 7 + 3 + 4 + 4;
        var body = new byte[GtidBytes - 19 - 4];
        server.ToByteArray(bigEndian: true).CopyTo(body, 1);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(17), number);
        Long((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).AsSpan(0, 7).CopyTo(body.AsSpan(42));
        body[49] = 252;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(50), (ushort)(GtidBytes + rest.Sum(static part => part.Length)));
        Add(GtidKind, body);
        foreach (var part in rest)
            _bytes.AddRange(part);
        return this;
    }

    private void Add(byte kind, byte[] body) => _bytes.AddRange(Event(kind, body));

    private static byte[] Event(byte kind, byte[] body)
    {
        var bytes = new byte[19 + body.Length + 4];
        bytes[4] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(9), bytes.Length);
        body.CopyTo(bytes, 19);
        return bytes;
    }

    private static byte[] TableId() => [7, 0, 0, 0, 0, 0, 1, 0];

    private static byte[] Table(string schema, string table) =>
        [.. TableId(), (byte)schema.Length, .. Encoding.UTF8.GetBytes(schema), 0, (byte)table.Length, .. Encoding.UTF8.GetBytes(table), 0];

    private static byte[] Statement(string text) => [.. new byte[8], 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
