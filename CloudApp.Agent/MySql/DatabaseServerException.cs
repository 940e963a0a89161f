namespace CloudApp.Agent.MySql;

/// <summary>Something that was asked of MySQL could not be done; the message says what and why.</summary>
internal sealed class DatabaseServerException : Exception
{
    public DatabaseServerException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public DatabaseServerException(string message) : base(message)
    {
    }

    public DatabaseServerException()
    {
    }
}
