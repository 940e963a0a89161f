using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Operations.Engine;

/// <summary>A container as the Docker Engine API lists it (GET /containers/json).</summary>
/// <param name="State">running, exited, restarting, created, paused or dead.</param>
/// <param name="Status">For people, such as "Up 3 seconds (healthy)" or "Exited (137) 2 minutes ago".</param>
public sealed record EngineContainer(string State, string Status, IReadOnlyDictionary<string, string>? Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(IReadOnlyList<EngineContainer>))]
internal sealed partial class EngineJson : JsonSerializerContext;

/// <summary>Asks an engine over its socket. What is asked several times a second must cost less than the start of a
/// docker command, which takes half a processor for a third of a second.</summary>
/// <param name="name">For messages: whose engine it is.</param>
/// <param name="connect">Opens a stream to its socket.</param>
public sealed class EngineApi(string name, Func<CancellationToken, ValueTask<Stream>> connect)
{
    /// <summary>Where a Docker engine listens on a machine.</summary>
    public const string StandardSocket = "/run/docker.sock";

    // An engine that has just booted answers once it has looked at all its containers.
    private const int AnswerTimeoutMs = 60_000;
    private const int PingTimeoutMs = 5_000;
    private const int AnswerMaxBytes = 4 * 1024 * 1024;

    /// <summary>An engine that listens at a path of this machine.</summary>
    public static EngineApi At(string socketPath) => new(socketPath, cancellationToken => ConnectAsync(socketPath, cancellationToken));

    /// <summary>All containers, those that have ended too.</summary>
    /// <exception cref="UserException">The engine does not answer; the message names it.</exception>
    public async Task<IReadOnlyList<EngineContainer>> ContainersAsync(CancellationToken cancellationToken)
    {
        using var http = CreateHttp(AnswerTimeoutMs);
        try
        {
            return await http.GetFromJsonAsync("containers/json?all=true", EngineJson.Default.IReadOnlyListEngineContainer, cancellationToken) ?? [];
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or UserException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UserException($"The Docker engine of {name} does not answer: {error.Message}", error);
        }
    }

    /// <summary>Whether it answers within 5 s. Its socket is there from the beginning; a start that fails leaves whoever connected to it alone.</summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        using var http = CreateHttp(PingTimeoutMs);
        try
        {
            using var answer = await http.GetAsync(new Uri("_ping", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or UserException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private HttpClient CreateHttp(int timeoutMs) => new(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => connect(cancellationToken) })
    {
        BaseAddress = new Uri("http://engine/"),
        Timeout = TimeSpan.FromMilliseconds(timeoutMs),
        MaxResponseContentBufferSize = AnswerMaxBytes,
    };

    /// <summary>A stream to a socket of this machine.</summary>
    public static async ValueTask<Stream> ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
