namespace CloudApp.Contracts.Backups;

/// <summary>The paths that a host's backup service answers. All but the first two need the token.</summary>
public static class BackupRoutes
{
    /// <summary>GET: 200 while the service serves.</summary>
    public const string Alive = "/alive";

    /// <summary>GET: <see cref="BackupStatus"/>.</summary>
    public const string Status = "/status";

    /// <summary>GET: every <see cref="BackupEntry"/>, the oldest first. POST: begins a backup, answered with its <see cref="BackupRun"/>.</summary>
    public const string Backups = "/backups";

    /// <summary>Behind a backup's name, POST: restores it into a scratch server, answered with the <see cref="BackupRun"/>.</summary>
    public const string Verify = "/verify";

    /// <summary>GET: <see cref="RestoreProgress"/>.</summary>
    public const string Restore = "/restore";

    /// <summary>POST of a <see cref="RestoreRequest"/>: <see cref="RestorePreview"/>; changes nothing.</summary>
    public const string RestorePreview = "/restore/preview";

    /// <summary>POST of a <see cref="RestoreRequest"/>: begins it, on the closed host.</summary>
    public const string RestoreStart = "/restore/start";

    /// <summary>GET of a file's name below it: a dump or its manifest, for the other host.</summary>
    public const string RestoreFiles = "/restore/files";
}
