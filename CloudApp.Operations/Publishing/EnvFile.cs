namespace CloudApp.Operations.Publishing;

/// <summary>An <c>.env</c> file as NAME=value lines. Whatever else stands in it is kept as it is.</summary>
public sealed class EnvFile
{
    private const string Header = "# Secrets, written once by `cloudapp publish` and kept by the next one. Keep this file to its owner (mode 600).";

    private readonly List<string> _lines;

    private EnvFile(string path, List<string> lines) => (Path, _lines) = (path, lines);

    public string Path { get; }

    public static async Task<EnvFile> LoadAsync(string path, CancellationToken cancellationToken) =>
        new(path, File.Exists(path) ? [.. await File.ReadAllLinesAsync(path, cancellationToken)] : [Header]);

    /// <summary>The value as Compose reads it; null where the name is absent or empty.</summary>
    /// <exception cref="UserException">Compose would change the value, or it cannot be written so that it does not.</exception>
    public string? this[string name]
    {
        get => IndexOf(name) is >= 0 and var index && Check(name, EnvValue.Read, _lines[index][(name.Length + 1)..]) is { Length: > 0 } value ? value : null;
        set
        {
            var line = $"{name}={Check(name, EnvValue.Write, value ?? "")}";
            if (IndexOf(name) is >= 0 and var index)
                _lines[index] = line;
            else
                _lines.Add(line);
        }
    }

    /// <summary>Writes the file with mode 600 if a line changed.</summary>
    public Task<bool> SaveAsync(CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(Path, string.Join('\n', _lines) + "\n", AtomicFile.OwnerOnly, cancellationToken);

    private string Check(string name, Func<string, string> work, string value)
    {
        try
        {
            return work(value);
        }
        catch (FormatException mistake)
        {
            throw new UserException($"The value of {name} in {Path} would arrive changed: {mistake.Message}. Write it between single quotes, as in {name}='…'.", mistake);
        }
    }

    // The last one counts, as it does for Compose.
    private int IndexOf(string name) => _lines.FindLastIndex(line => line.StartsWith($"{name}=", StringComparison.Ordinal));
}
