namespace CloudApp.Operations.Engine;

/// <summary>One program to run. Arguments are passed as they are; no shell is involved.</summary>
public sealed record ProcessRequest(string FileName, IReadOnlyList<string> Arguments)
{
    private const int ErrorTailLines = 15;
    private const int ArgumentsShown = 4;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>After this time the program and its children are killed. Must be positive.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment of this process; a null value removes the variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Written to the program's standard input, which is then closed. Null: no input.</summary>
    public string? StandardInput { get; init; }

    /// <summary>Copied to the program's standard input instead; its owner disposes it.</summary>
    public Stream? InputStream { get; init; }

    /// <summary>Called for each line of both streams as it comes, possibly from another thread.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>What the program is for, in words for an error message, such as "loading an image".</summary>
    public string? Purpose { get; init; }

    /// <summary>Gives the result back when it is a success.</summary>
    /// <exception cref="UserException">It is none; the message carries the end of what the program said.</exception>
    public ProcessResult Check(ProcessResult result)
    {
        if (result.Succeeded)
            return result;
        var words = Tail(result.StandardError.Length > 0 ? result.StandardError : result.StandardOutput);
        throw new UserException($"{Describe()} failed with code {result.ExitCode}: {words}");
    }

    internal string Describe()
    {
        var command = $"{Path.GetFileName(FileName)} {string.Join(' ', Arguments.Take(ArgumentsShown))}".TrimEnd();
        return Purpose is null ? $"`{command}`" : $"{char.ToUpperInvariant(Purpose[0])}{Purpose[1..]} (`{command}`)";
    }

    private static string Tail(string text) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(ErrorTailLines)).Trim() is { Length: > 0 } words ? words : "it said nothing.";
}

/// <summary>What a program that ran to its end has said.</summary>
public sealed record ProcessResult(int ExitCode, string StandardOutput, string StandardError)
{
    public bool Succeeded => ExitCode == 0;
}
