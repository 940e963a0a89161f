namespace CloudApp.Contracts.Applications;

/// <summary>The paths of the application that our other programs ask.</summary>
public static class ApplicationRoutes
{
    /// <summary>GET: <see cref="HealthReport"/>, with 200 or 503.</summary>
    public const string Health = "/health";

    /// <summary>GET: <see cref="StorageStatus"/>.</summary>
    public const string Storage = "/api/storage";
}
