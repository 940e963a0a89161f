namespace CloudApp.Api.Operation;

/// <summary>
/// Whether an upload in flight finds room on this node's disk. Without it every larger upload fails here and succeeds at
/// the other node, so this node gets none.
/// </summary>
/// <param name="freeBytesMin">Three of the largest images: enough for what arrives until the next look.</param>
internal sealed class SpoolProbe(string directory, long freeBytesMin) : IHealthProbe
{
    public ProbeKind Kind => ProbeKind.Spool;

    public string Name => directory;

    public Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ProbeAnswer(new DriveInfo(directory).AvailableFreeSpace >= freeBytesMin));
}
