namespace CloudApp.Backup.Dumping;

/// <summary>
/// The server was too busy for a snapshot just now, or its sessions ended in the middle of a dump, as when it changes its
/// role: a moment later another try may do.
/// </summary>
internal sealed class DumpAgainException(string message, Exception? inner = null) : Exception(message, inner);
