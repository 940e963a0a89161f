using System.Buffers.Binary;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>The event that begins a transaction.</summary>
/// <param name="CommittedAt">At the server where a client wrote it.</param>
/// <param name="LengthBytes">Of the whole transaction, with this event.</param>
internal readonly record struct GtidEvent(Gtid Gtid, DateTimeOffset CommittedAt, long LengthBytes)
{
    private const int SourceAt = 1;
    private const int NumberAt = 17;
    private const int TimeAt = 42;
    private const int TimeBytes = 7;
    private const long HasOriginalTime = 1L << 55;

    /// <exception cref="InvalidDataException">The event has a form that this program does not know.</exception>
    internal static GtidEvent Read(in LogEvent gtid)
    {
        var body = gtid.Body;
        if (body.Length <= TimeAt + TimeBytes)
            throw new InvalidDataException($"The transaction at {gtid.Start} has no commit time: such logs are older than MySQL 8.");
        var time = ReadTime(body[TimeAt..]);
        var at = TimeAt + TimeBytes;
        if ((time & HasOriginalTime) != 0)
        {
            time = ReadTime(body[at..]);
            at += TimeBytes;
        }
        var committed = DateTimeOffset.UnixEpoch.AddMicroseconds(time & ~HasOriginalTime);
        var number = BinaryPrimitives.ReadInt64LittleEndian(body[NumberAt..]);
        return new GtidEvent(new Gtid(ReadUuid(body.Slice(SourceAt, 16)), number), committed, ReadPacked(body[at..]));
    }

    internal static Guid ReadUuid(ReadOnlySpan<byte> bytes) => new(bytes, bigEndian: true);

    private static long ReadTime(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 32) | ((long)bytes[6] << 48);

    private static long ReadPacked(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        < 251 => bytes[0],
        252 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]),
        253 => bytes[1] | (bytes[2] << 8) | (bytes[3] << 16),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
    };
}
