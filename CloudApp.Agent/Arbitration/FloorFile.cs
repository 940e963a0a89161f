using CloudApp.Failover;

namespace CloudApp.Agent.Arbitration;

/// <summary>The newest record that was ever seen on this host. It is on disk when <see cref="Write"/> returns.</summary>
internal sealed class FloorFile(string path)
{
    private readonly DurableDocument<FloorDocument> _document = new(
        path, RecordJson.Default.FloorDocument, static read => read is { Record.Primary: not null },
        "copy the file of the other host when its agent is healthy; it holds the newest record that was seen there.");

    /// <summary><see cref="RecordFloor.None"/> when none was ever written.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public RecordFloor Read() => _document.Read() is { } read ? new RecordFloor(read.Record, read.Revision) : RecordFloor.None;

    /// <exception cref="IOException">It could not be written; the old one is unchanged.</exception>
    public void Write(RecordFloor floor) =>
        _document.Write(new FloorDocument(floor.Record ?? throw new InvalidOperationException("Nothing was seen: there is nothing to keep."), floor.Revision));
}

/// <summary>What the file holds.</summary>
/// <param name="Revision">Of the record's last change in etcd.</param>
internal sealed record FloorDocument(ClusterRecord Record, long Revision);
