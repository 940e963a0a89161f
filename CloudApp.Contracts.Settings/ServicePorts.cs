namespace CloudApp.Contracts.Settings;

/// <summary>Where our services listen when nothing else is said.</summary>
public static class ServicePorts
{
    public const int Agent = 8008;
    public const int Api = 8000;
    public const int Backup = 8010;
    public const int MySql = 3306;

    /// <summary>Router's route to the primary.</summary>
    public const int MySqlReadWrite = 3306;

    /// <summary>Router's route to a replica.</summary>
    public const int MySqlReadOnly = 3307;
}
