using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>Writes chosen transactions into a binary log of their own, which mysqlbinlog reads as it reads any other.</summary>
internal sealed class LogExtract(string path) : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
    private bool _begun;

    internal void Add(BinaryLogReader from, LoggedTransaction transaction)
    {
        if (!_begun)
        {
            _file.Write([0xfe, (byte)'b', (byte)'i', (byte)'n']);
            foreach (var part in from.Head)
                _file.Write(part.Bytes);
            _begun = true;
        }
        foreach (var part in transaction.Events)
            _file.Write(part.Bytes);
    }

    public void Dispose() => _file.Dispose();
}
