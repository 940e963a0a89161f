using System.Net;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Json;

namespace CloudApp.Contracts.Clients;

/// <summary>One site's application, as far as our own programs ask it. Every question is bounded.</summary>
/// <param name="address">Such as http://192.168.64.13:8000.</param>
/// <param name="handler">Where connections start: this machine, or a machine elsewhere. It is disposed with this.</param>
public sealed class ApiClient(string site, Uri address, HttpMessageHandler handler) : IDisposable
{
    private readonly ServiceConnection _application = new($"The application of {site}", address, token: null, handler);

    public string Site { get; } = site;

    /// <summary>Whether it can serve, in its own words: they may say no.</summary>
    /// <exception cref="ServiceException">It does not answer.</exception>
    public Task<HealthReport> HealthAsync(CancellationToken cancellationToken) =>
        _application.AskAsync(
            ServiceRequest.Open(ApplicationRoutes.Health, TimeLimits.Question) with { Accepts = HttpStatusCode.ServiceUnavailable },
            ContractsJson.Default.HealthReport, cancellationToken);

    /// <summary>How safe the images are.</summary>
    /// <exception cref="ServiceException">It does not answer, or its database does not.</exception>
    public Task<StorageStatus> StorageAsync(CancellationToken cancellationToken) =>
        _application.AskAsync(ServiceRequest.Open(ApplicationRoutes.Storage, TimeLimits.Question), ContractsJson.Default.StorageStatus, cancellationToken);

    public void Dispose() => _application.Dispose();
}
