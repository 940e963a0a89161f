using System.Globalization;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Records;

/// <summary>Which records a client asks for: at most Limit of them, with ids below Before.</summary>
internal sealed record PageRequest(int Limit, long Before)
{
    internal const int LimitDefault = 20;
    internal const int LimitMax = 100;

    /// <summary>Reads the two values of the query.</summary>
    /// <exception cref="ProblemException">A value is given and is no number in its range.</exception>
    internal static PageRequest Parse(string? limit, string? before) => new(ParseLimit(limit), ParseBefore(before));

    private static int ParseLimit(string? text)
    {
        if (text is null) return LimitDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= LimitMax
            ? value
            : throw new ProblemException(RecordProblems.LimitInvalid);
    }

    private static long ParseBefore(string? text)
    {
        if (text is null) return long.MaxValue;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? value
            : throw new ProblemException(RecordProblems.BeforeInvalid);
    }
}
