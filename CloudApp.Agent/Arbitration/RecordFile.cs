using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// This host's copy of the record, for arbitration without a third store. It is on disk when <see cref="Write"/> returns,
/// and never replaced by an older one.
/// </summary>
internal sealed class RecordFile(string path)
{
    private readonly DurableDocument<PairRecord> _document = new(
        path, RecordJson.Default.PairRecord, static read => read is { Record.Primary: not null },
        "copy the file of the other host, whose record is the same or newer.");

    /// <summary>Null when none was ever written.</summary>
    /// <exception cref="SettingsException">The file is damaged.</exception>
    public PairRecord? Read() => _document.Read();

    /// <exception cref="InvalidOperationException">What is there is newer.</exception>
    /// <exception cref="IOException">It could not be written; the old one is unchanged.</exception>
    public void Write(PairRecord record)
    {
        var present = Read();
        if (record == present)
            return;
        if (!PairRecord.IsNewer(record, present))
            throw new InvalidOperationException($"{path} holds epoch {present?.Record.Epoch}, change {present?.Change}: it is not replaced by epoch {record?.Record.Epoch}, change {record?.Change}.");
        _document.Write(record);
    }
}
