using System.Globalization;

namespace CloudApp.Backup.OffSite;

/// <summary>
/// A file on the target: what it is, and length and SHA-256 of the encrypted bytes, so that its name alone says whether
/// it is whole.
/// </summary>
/// <param name="Logical">Such as <c>backups/cloud_app_host1_20261124_020000.sql.gz</c>.</param>
internal sealed record SealedName(string Logical, long Bytes, string Sha256)
{
    private const string Extension = ".age";
    private const char Separator = '~';

    /// <summary>Its path on the target.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Logical}{Separator}{Bytes}{Separator}{Sha256}{Extension}");

    /// <summary>Null when the path is none that was made here.</summary>
    public static SealedName? Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(Extension, StringComparison.Ordinal) || path[..^Extension.Length].Split(Separator) is not [{ Length: > 0 } logical, var bytes, { Length: 64 } sum])
            return null;
        return long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? new SealedName(logical, length, sum) : null;
    }
}

/// <summary>A part of a binary log that has been shipped: from one byte up to another.</summary>
internal sealed record LogPiece(string ServerUuid, string File, long From, long To)
{
    internal const string Prefix = "binlogs/";

    internal string Logical => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ServerUuid}/{File}/{From:D12}-{To:D12}");

    internal static LogPiece? Parse(string logical)
    {
        if (!logical.StartsWith(Prefix, StringComparison.Ordinal) || logical[Prefix.Length..].Split('/') is not [var uuid, var file, var range] || range.Split('-') is not [var from, var to])
            return null;
        return long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new LogPiece(uuid, file, first, last)
            : null;
    }

    /// <summary>How far the pieces of one file reach without a hole, from its beginning.</summary>
    internal static long Reach(IEnumerable<LogPiece> pieces)
    {
        var reach = 0L;
        foreach (var piece in pieces.OrderBy(static piece => piece.From))
        {
            if (piece.From > reach)
                break;
            reach = Math.Max(reach, piece.To);
        }
        return reach;
    }
}
