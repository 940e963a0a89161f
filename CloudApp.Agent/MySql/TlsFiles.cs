using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The certificates as files, on tmpfs, readable by this user only: mysqld takes file names.</summary>
internal sealed record TlsFiles(string CaCertificate, string Certificate, string Key)
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
