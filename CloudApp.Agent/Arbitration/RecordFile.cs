using System.Text.Json;
using CloudApp.Agent.Children;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// This host's copy of the record, for arbitration without a third store. It is replaced as a whole, on disk when
/// <see cref="Write"/> returns, and never replaced by an older one.
/// </summary>
internal sealed class RecordFile(string path)
{
    private const string Unfinished = ".new";

    /// <summary>Null when none was ever written. An unfinished new one does not count.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public PairRecord? Read()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecordJson.Default.PairRecord);
            return read is { Record.Primary: not null } ? read : throw new JsonException("it holds no record");
        }
        catch (JsonException damage)
        {
            throw new SettingsException($"{path} is damaged ({damage.Message}): copy the file of the other host, whose record is the same or newer.", damage);
        }
    }

    /// <exception cref="InvalidOperationException">What is there is newer.</exception>
    /// <exception cref="IOException">It could not be written; the old one is unchanged.</exception>
    public void Write(PairRecord record)
    {
        var present = Read();
        if (record == present)
            return;
        if (!PairRecord.IsNewer(record, present))
            throw new InvalidOperationException($"{path} holds epoch {present?.Record.Epoch}, change {present?.Change}: it is not replaced by epoch {record?.Record.Epoch}, change {record?.Change}.");
        PrivateFile.WriteDurably(path + Unfinished, JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.PairRecord));
        File.Move(path + Unfinished, path, overwrite: true);
        NativeMethods.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
