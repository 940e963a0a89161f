using System.Text.Json;
using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;
using CloudApp.Failover;

namespace CloudApp.Agent.Arbitration;

/// <summary>The newest record that was ever seen on this host. It is replaced as a whole, and on disk when <see cref="Write"/> returns.</summary>
internal sealed class FloorFile(string path)
{
    private const string Unfinished = ".new";

    /// <summary><see cref="RecordFloor.None"/> when none was ever written. An unfinished new one does not count.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public RecordFloor Read()
    {
        if (!File.Exists(path))
            return RecordFloor.None;
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecordJson.Default.FloorDocument);
            return read is { Record.Primary: not null } ? new RecordFloor(read.Record, read.Revision) : throw new JsonException("it holds no record");
        }
        catch (JsonException damage)
        {
            throw new SettingsException(
                $"{path} is damaged ({damage.Message}): copy the file of the other host when its agent is healthy; it holds the newest record that was seen there.", damage);
        }
    }

    /// <exception cref="IOException">It could not be written; the old one is unchanged.</exception>
    public void Write(RecordFloor floor)
    {
        var document = new FloorDocument(floor.Record ?? throw new InvalidOperationException("Nothing was seen: there is nothing to keep."), floor.Revision);
        PrivateFile.WriteDurably(path + Unfinished, JsonSerializer.SerializeToUtf8Bytes(document, RecordJson.Default.FloorDocument));
        File.Move(path + Unfinished, path, overwrite: true);
        NativeMethods.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}

/// <summary>What the file holds.</summary>
/// <param name="Revision">Of the record's last change in etcd.</param>
internal sealed record FloorDocument(ClusterRecord Record, long Revision);
