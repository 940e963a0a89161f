namespace CloudApp.Backup.OffSite;

/// <summary>A file on the target.</summary>
internal sealed record TargetFile(SealedName Name, DateTimeOffset ModifiedAt);

/// <summary>A place outside the two hosts. It holds encrypted files and understands nothing of them.</summary>
internal interface ITarget
{
    /// <summary>For messages: where it is.</summary>
    string Description { get; }

    /// <exception cref="TargetException">It refuses or is not there.</exception>
    Task<IReadOnlyList<TargetFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Stores a file. It appears under its name only when it is whole.</summary>
    /// <exception cref="TargetException">It refuses or is not there.</exception>
    Task PutAsync(string path, string file, CancellationToken cancellationToken);

    /// <summary>Reads a stored file.</summary>
    /// <exception cref="TargetException">It refuses or is not there.</exception>
    Task<Stream> OpenAsync(string path, CancellationToken cancellationToken);

    /// <exception cref="TargetException">It refuses or is not there.</exception>
    Task DeleteAsync(string path, CancellationToken cancellationToken);
}

/// <summary>The target refuses, or is not there. The message is a sentence for a person.</summary>
internal sealed class TargetException : Exception
{
    public TargetException(string message) : base(message)
    {
    }

    public TargetException()
    {
    }

    public TargetException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
