namespace CloudApp.Cli.Lab;

/// <summary>Something about the lab that the user can act on; the message is shown as it is, without a stack trace.</summary>
public sealed class LabException : Exception
{
    public LabException()
    {
    }

    public LabException(string message)
        : base(message)
    {
    }

    public LabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
