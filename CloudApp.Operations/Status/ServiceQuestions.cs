using System.Globalization;
using System.Net;
using System.Text.Json;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Machines;

namespace CloudApp.Operations.Status;

/// <summary>Questions that a report gives a word for.</summary>
internal sealed class ServiceQuestions(IMachine observer)
{
    private const int AnswerMaxBytes = 1024 * 1024;

    public HttpMessageHandler Handler() => observer.CreateHttpHandler(TimeLimits.Question);

    /// <summary>An application's health. Its answer is recognised: on some networks a proxy answers for every address.</summary>
    public async Task<string> ApplicationAsync(string site, Uri address, CancellationToken cancellationToken)
    {
        using var application = new ApiClient(site, address, Handler());
        try
        {
            return await application.HealthAsync(cancellationToken) is { IsHealthy: true } ? HostStatus.Healthy : Status(HttpStatusCode.ServiceUnavailable);
        }
        catch (ServiceException failure) when (failure is { Status: not null } or { InnerException: JsonException })
        {
            return failure.Status is { } status ? $"{HostStatus.Foreign} ({Status(status)})" : HostStatus.Foreign;
        }
        catch (ServiceException)
        {
            return HostStatus.NoAnswer;
        }
    }

    /// <summary>The application's word on the copies of its images, or null.</summary>
    public async Task<StorageStatus?> StorageAsync(string site, Uri address, CancellationToken cancellationToken)
    {
        using var application = new ApiClient(site, address, Handler());
        try
        {
            return await application.StorageAsync(cancellationToken);
        }
        catch (ServiceException)
        {
            return null;
        }
    }

    /// <summary>An object store's health, which is an empty answer with a status.</summary>
    public async Task<string> StoreAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(Handler()) { Timeout = TimeLimits.Question, MaxResponseContentBufferSize = AnswerMaxBytes };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode ? HostStatus.Healthy : Status(answer.StatusCode);
        }
        catch (Exception error) when (error is HttpRequestException or UserException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HostStatus.NoAnswer;
        }
    }

    private static string Status(HttpStatusCode code) => string.Create(CultureInfo.InvariantCulture, $"status {(int)code}");
}
