using System.Text;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>
/// The boundary that the Content-Type header names. Read by hand: HTTP asks for quotes around '=', '/', ':', '(' and the
/// like, many clients (Postman, Java Mail, SAAJ, older iOS) leave them out, and the framework's parser refuses the header.
/// </summary>
internal static class MultipartBoundary
{
    private const string FormType = "multipart/form-data";

    /// <summary>Reads the boundary.</summary>
    /// <exception cref="ProblemException">The body is no form, or the boundary is missing, repeated or too long.</exception>
    internal static string Of(string? contentType)
    {
        var header = (contentType ?? "").AsSpan();
        var end = header.IndexOf(';');
        if (!header[..(end < 0 ? header.Length : end)].Trim().Equals(FormType, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(UploadProblems.NotMultipart);
        string? boundary = null;
        for (var rest = end < 0 ? [] : header[(end + 1)..]; !rest.IsEmpty;)
        {
            var (name, value) = NextParameter(ref rest);
            if (!name.Equals("boundary", StringComparison.OrdinalIgnoreCase)) continue;
            if (boundary is not null) throw new ProblemException(UploadProblems.BoundaryInvalid.With("It is named twice."));
            boundary = value;
        }

        return boundary is { Length: >= 1 and <= UploadLimits.BoundaryCharactersMax } && boundary[^1] != ' ' && boundary.All(c => c is >= ' ' and <= '~')
            ? boundary
            : throw new ProblemException(UploadProblems.BoundaryInvalid);
    }

    /// <summary>One "name=value", and <paramref name="rest"/> behind its semicolon. Without quotes the value ends there.</summary>
    private static (string Name, string Value) NextParameter(ref ReadOnlySpan<char> rest)
    {
        var assigned = rest.IndexOfAny('=', ';');
        if (assigned < 0 || rest[assigned] == ';')
        {
            var name = rest[..(assigned < 0 ? rest.Length : assigned)].Trim().ToString();
            rest = assigned < 0 ? [] : rest[(assigned + 1)..];
            return (name, "");
        }

        var key = rest[..assigned].Trim().ToString();
        rest = rest[(assigned + 1)..].TrimStart();
        var value = !rest.IsEmpty && rest[0] == '"' ? Quoted(ref rest) : "";
        var end = rest.IndexOf(';');
        if (value.Length == 0) value = rest[..(end < 0 ? rest.Length : end)].Trim().ToString();
        rest = end < 0 ? [] : rest[(end + 1)..];
        return (key, value);
    }

    private static string Quoted(ref ReadOnlySpan<char> rest)
    {
        var value = new StringBuilder();
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '"')
            {
                rest = rest[(at + 1)..];
                return value.ToString();
            }

            if (rest[at] == '\\' && at + 1 < rest.Length) at++;
            value.Append(rest[at]);
        }

        // The quotes never end: nobody knows what is meant.
        throw new ProblemException(UploadProblems.BoundaryInvalid);
    }
}
