using System.Net.Http.Json;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Json;

namespace CloudApp.Contracts.Clients;

/// <summary>One host's backup service. Every question is bounded.</summary>
/// <param name="address">Such as http://192.168.64.14:8010.</param>
/// <param name="token">AGENT_TOKEN of the bundle's .env; null where only its status is asked.</param>
/// <param name="handler">Where connections start: this machine, or a machine elsewhere. It is disposed with this.</param>
public sealed class BackupClient(string site, Uri address, string? token, HttpMessageHandler handler) : IDisposable
{
    private readonly ServiceConnection _service = new($"The backup service of {site}", address, token, handler);

    public string Site { get; } = site;

    /// <summary>What it says of its backups.</summary>
    /// <exception cref="ServiceException">It does not answer.</exception>
    public Task<BackupStatus> StatusAsync(CancellationToken cancellationToken) =>
        _service.AskAsync(ServiceRequest.Open(BackupRoutes.Status, TimeLimits.Question), ContractsJson.Default.BackupStatus, cancellationToken);

    /// <summary>The same; null when it does not answer.</summary>
    public Task<BackupStatus?> TryStatusAsync(CancellationToken cancellationToken) =>
        _service.TryAskAsync(ServiceRequest.Open(BackupRoutes.Status, TimeLimits.Question), ContractsJson.Default.BackupStatus, cancellationToken);

    /// <summary>Whether it serves at all.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _service.OrderAsync(ServiceRequest.Open(BackupRoutes.Alive, TimeLimits.Question), cancellationToken);
            return true;
        }
        catch (ServiceException)
        {
            return false;
        }
    }

    /// <summary>Every backup of this host, the oldest first.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task<IReadOnlyList<BackupEntry>> ListAsync(CancellationToken cancellationToken) =>
        _service.AskAsync(ServiceRequest.Get(BackupRoutes.Backups, TimeLimits.Question), ContractsJson.Default.IReadOnlyListBackupEntry, cancellationToken);

    /// <summary>Begins a backup.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task<BackupRun> MakeAsync(CancellationToken cancellationToken) =>
        _service.AskAsync(ServiceRequest.Post(BackupRoutes.Backups, TimeLimits.Question), ContractsJson.Default.BackupRun, cancellationToken);

    /// <summary>Begins to restore a backup into a scratch server.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task<BackupRun> VerifyAsync(string name, CancellationToken cancellationToken) =>
        _service.AskAsync(
            ServiceRequest.Post($"{BackupRoutes.Backups}/{Uri.EscapeDataString(name)}{BackupRoutes.Verify}", TimeLimits.Question),
            ContractsJson.Default.BackupRun, cancellationToken);

    /// <summary>What a restore would do; changes nothing.</summary>
    /// <exception cref="ServiceException">It cannot be done; the reason says why. Or it does not answer.</exception>
    public Task<RestorePreview> PreviewRestoreAsync(RestoreRequest request, CancellationToken cancellationToken) =>
        _service.AskAsync(
            ServiceRequest.Post(BackupRoutes.RestorePreview, TimeLimits.RestorePreview, Body(request)), ContractsJson.Default.RestorePreview, cancellationToken);

    /// <summary>Begins a restore, on the closed host.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task StartRestoreAsync(RestoreRequest request, CancellationToken cancellationToken) =>
        _service.OrderAsync(ServiceRequest.Post(BackupRoutes.RestoreStart, TimeLimits.RestoreStep, Body(request)), cancellationToken);

    /// <summary>How far it is; null while the service does not answer.</summary>
    public Task<RestoreProgress?> TryRestoreProgressAsync(CancellationToken cancellationToken) =>
        _service.TryAskAsync(ServiceRequest.Get(BackupRoutes.Restore, TimeLimits.RestoreStep), ContractsJson.Default.RestoreProgress, cancellationToken);

    /// <summary>Fetches a dump or its manifest.</summary>
    /// <exception cref="ServiceException">It has no such file, does not answer, or breaks off.</exception>
    public Task FetchAsync(string file, Stream target, CancellationToken cancellationToken) =>
        _service.CopyAsync(ServiceRequest.Get($"{BackupRoutes.RestoreFiles}/{Uri.EscapeDataString(file)}", TimeLimits.Piece), target, cancellationToken);

    public void Dispose() => _service.Dispose();

    private static JsonContent Body(RestoreRequest request) => JsonContent.Create(request, ContractsJson.Default.RestoreRequest);
}
