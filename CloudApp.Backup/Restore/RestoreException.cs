namespace CloudApp.Backup.Restore;

/// <summary>A restore cannot go on. The message is a sentence for a person.</summary>
internal sealed class RestoreException : Exception
{
    public RestoreException(string message) : base(message)
    {
    }

    public RestoreException()
    {
    }

    public RestoreException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
