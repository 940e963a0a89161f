using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudApp.Operations.Images;

/// <summary>SHA-256 over named parts and over directories: paths, the executable bit and contents, in a fixed order.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public ContentHash Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // The length first, so that "ab"+"c" differs from "a"+"bc".
        _hash.AppendData(Encoding.UTF8.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        _hash.AppendData(bytes);
        return this;
    }

    public ContentHash AddFile(string name, string path)
    {
        Add(name).Add(IsExecutable(path) ? "x" : "-");
        using var stream = File.OpenRead(path);
        _hash.AppendData(SHA256.HashData(stream));
        return this;
    }

    /// <summary>Adds all files below a directory that <paramref name="include"/> takes; it is given the relative path.</summary>
    public ContentHash AddDirectory(string directory, Func<string, bool>? include = null)
    {
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(directory, path))
            .Where(path => include?.Invoke(path) ?? true)
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
            AddFile(file, Path.Combine(directory, file));
        return this;
    }

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
}
