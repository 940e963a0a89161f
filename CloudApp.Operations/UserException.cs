namespace CloudApp.Operations;

/// <summary>
/// A failure that the user can mend. The message is one or more whole sentences:
/// what happened, where (file, setting, host), what to do. It is printed without a stack trace.
/// </summary>
public sealed class UserException : Exception
{
    public UserException() { }

    public UserException(string message) : base(message) { }

    public UserException(string message, Exception innerException) : base(message, innerException) { }
}
