using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Contracts.Timing;

namespace CloudApp.Contracts.Clients;

/// <summary>The HTTP to one of our programs: its address, its token, a limit for every answer, and its refusals as exceptions.</summary>
/// <param name="program">For messages, such as "The database agent of host1".</param>
/// <param name="token">AGENT_TOKEN of the bundle's .env; null where only open questions are asked.</param>
/// <param name="handler">Where connections start: this machine, or a machine elsewhere. It is disposed with this.</param>
public sealed class ServiceConnection(string program, Uri address, string? token, HttpMessageHandler handler) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Asks and reads the answer.</summary>
    /// <exception cref="ServiceException">It refuses, does not answer, or answers with something else.</exception>
    public Task<T> AskAsync<T>(ServiceRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(request, async (answer, deadline) => await answer.Content.ReadFromJsonAsync(type, deadline.Token) ?? throw new JsonException("the answer is empty"), cancellationToken);

    /// <summary>The same; null when it refuses, does not answer, or answers with something else.</summary>
    public async Task<T?> TryAskAsync<T>(ServiceRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await AskAsync(request, type, cancellationToken);
        }
        catch (ServiceException)
        {
            return null;
        }
    }

    /// <summary>Orders; nothing is read of the answer but whether it succeeds.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task OrderAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, static (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Asks and copies the answer. The limit counts anew after each piece.</summary>
    /// <exception cref="ServiceException">It refuses, does not answer, or breaks off.</exception>
    public Task CopyAsync(ServiceRequest request, Stream target, CancellationToken cancellationToken) =>
        SendAsync(
            request,
            async (answer, deadline) =>
            {
                await using var source = await answer.Content.ReadAsStreamAsync(deadline.Token);
                var buffer = new byte[BufferBytes];
                while (await source.ReadAsync(buffer, deadline.Token) is > 0 and var count)
                {
                    await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                    deadline.Reset(request.Limit);
                }
                return true;
            },
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(ServiceRequest request, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(request.Limit, TimeProvider.System, cancellationToken);
        using var message = new HttpRequestMessage(request.Method, new Uri(address, request.Path)) { Content = request.Body };
        if (!request.IsOpen && token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return answer.IsSuccessStatusCode || request.Accepts == answer.StatusCode
                ? await read(answer, deadline)
                : throw await RefusalAsync(request, answer, deadline.Token);
        }
        catch (JsonException failure)
        {
            throw new ServiceException($"{program} ({address}) answers {request.What} with something else than expected: {failure.Message}", failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException($"{program} ({address}) does not answer {request.What} within {request.Limit.TotalSeconds:0.###} s.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ServiceException($"{program} ({address}) does not answer {request.What}: {failure.Message}", failure);
        }
    }

    private async Task<ServiceException> RefusalAsync(ServiceRequest request, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var reason = await ProblemReader.ReadAsync(answer, cancellationToken);
        return new ServiceException($"{program} refuses {request.What}: {reason}") { Status = answer.StatusCode, Reason = reason };
    }
}
