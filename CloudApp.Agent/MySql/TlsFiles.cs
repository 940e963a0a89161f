using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The certificates as files, on tmpfs, readable by this user only: mysqld takes file names.</summary>
public sealed record TlsFiles(string CaCertificate, string Certificate, string Key)
{
    public static TlsFiles Write(AgentPaths paths, AgentSecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(secrets);
        Directory.CreateDirectory(paths.TlsDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new TlsFiles(
            WriteFile(paths, "ca.pem", secrets.CaCertificate),
            WriteFile(paths, "cert.pem", secrets.Certificate),
            WriteFile(paths, "key.pem", secrets.Key));
    }

    private static string WriteFile(AgentPaths paths, string name, byte[]? content)
    {
        var path = Path.Combine(paths.TlsDirectory, name);
        PrivateFile.Write(path, content ?? []);
        return path;
    }
}

/// <summary>A file that only this user can read, from its first byte on.</summary>
public static class PrivateFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = Create(path);
        file.Write(content);
    }

    /// <summary>On disk when it returns, except for the name, which is the directory's.</summary>
    public static void WriteDurably(string path, ReadOnlySpan<byte> content)
    {
        using var file = Create(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private static FileStream Create(string path)
    {
        File.Delete(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
