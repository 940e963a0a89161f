namespace CloudApp.Backup.Planning;

/// <summary>A backup could not be made or looked at. The message is a sentence for a person; it says nothing bad about a backup.</summary>
internal sealed class BackupException : Exception
{
    public BackupException(string message) : base(message)
    {
    }

    public BackupException()
    {
    }

    public BackupException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
