namespace CloudApp.ServiceDefaults.Settings;

/// <summary>A mistake in the settings. The message says which setting, what is wrong and what to do.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message) : base(message)
    {
    }

    public SettingsException()
    {
    }

    public SettingsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
