namespace CloudApp.Contracts.Settings;

/// <summary>What a TCP port may be.</summary>
public static class PortRange
{
    public const int Min = 1;
    public const int Max = 65535;
}
