using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudApp.Backup.Planning;

/// <summary>Looks at a dump as it passes: its transactions are said near its beginning, and its last line says that it is complete.</summary>
internal sealed partial class DumpTail
{
    private const int HeadBytes = 1024 * 1024;
    private const int TailBytes = 256;

    private readonly ArrayBufferWriter<byte> _head = new();
    private byte[] _tail = [];

    public long Length { get; private set; }

    /// <summary>mysqldump writes it after everything else.</summary>
    public bool IsComplete => CompletedPattern().IsMatch(Encoding.Latin1.GetString(_tail));

    /// <summary>The set that the dump sets as executed, without line breaks; null when it says none.</summary>
    public string? GtidSet => Find(GtidPattern(), "set") is { } set ? string.Concat(set.Where(static c => !char.IsWhiteSpace(c))) : null;

    /// <summary>File and position of the binary log, such as <c>binlog.000001:157</c>; empty when it says none.</summary>
    public string BinaryLogPosition => Find(PositionPattern(), "file") is { } file ? $"{file}:{Find(PositionPattern(), "position")}" : "";

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        if (_head.WrittenCount < HeadBytes)
            _head.Write(bytes[..Math.Min(bytes.Length, HeadBytes - _head.WrittenCount)]);
        _tail = bytes.Length >= TailBytes ? bytes[^TailBytes..].ToArray() : [.. _tail.AsSpan(Math.Max(0, _tail.Length + bytes.Length - TailBytes)), .. bytes];
    }

    private string? Find(Regex pattern, string group)
    {
        var match = pattern.Match(Encoding.Latin1.GetString(_head.WrittenSpan));
        return match.Success ? match.Groups[group].Value : null;
    }

    [GeneratedRegex(@"-- Dump completed( on [0-9: -]+)?\n\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CompletedPattern();

    [GeneratedRegex(@"^SET @@GLOBAL\.GTID_PURGED=(/\*!80000 '\+'\*/ )?'(?<set>[^']*)';", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex GtidPattern();

    [GeneratedRegex(@"^-- CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='(?<file>[^']*)', SOURCE_LOG_POS=(?<position>[0-9]+);", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex PositionPattern();
}
