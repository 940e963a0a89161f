using System.Buffers;

namespace CloudApp.Api.Data;

/// <summary>
/// What a client has seen, in the form for its cookie or header: a GTID set with a plus sign in place of each comma, which
/// separates values there.
/// </summary>
internal static class GtidToken
{
    /// <summary>Longest token, in characters: about 15 servers without gaps.</summary>
    internal const int LengthMax = 900;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-_+");

    internal static string Write(GtidSet set) => set.ToString().Replace(',', '+');

    /// <summary>The set that a client sends back; null for anything else.</summary>
    internal static GtidSet? Read(string? token) =>
        token is { Length: > 0 and <= LengthMax }
        && !token.AsSpan().ContainsAnyExcept(Allowed)
        && !token.Split('+').Contains("")
        && GtidSet.TryParse(token.Replace('+', ','), out var set) ? set : null;

    /// <summary>The set that the primary says it has executed; null when it is empty, too long to carry or in an unknown form.</summary>
    internal static GtidSet? FromServer(string? text) =>
        text is not null && GtidSet.TryParse(text, out var set) && !set.IsEmpty && set.ToString().Length <= LengthMax ? set : null;

    /// <summary>Both sets together; one of them when the other is missing.</summary>
    internal static GtidSet? Union(GtidSet? left, GtidSet? right) => left is null ? right : right is null ? left : left.Union(right);
}
