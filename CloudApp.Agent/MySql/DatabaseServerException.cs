namespace CloudApp.Agent.MySql;

/// <summary>MySQL could not do what it was asked to; the message says what and why.</summary>
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
