using System.Net.Sockets;

namespace CloudApp.ServiceDefaults.Http;

/// <summary>The container's health check: exit code 0 when a URL answers with success. Needs no curl in the image.</summary>
public static class HealthcheckMode
{
    private const string UnixPrefix = "unix:";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string url, string[] more)
    {
        using var handler = new SocketsHttpHandler();
        var target = url;
        if (url.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var socketFile = url[UnixPrefix.Length..];
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketFile), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
            target = "http://localhost" + (more.Length > 0 ? more[0] : "/healthz");
        }
        try
        {
            using var client = new HttpClient(handler) { Timeout = Limit };
            using var answer = await client.GetAsync(new Uri(target));
            await Console.Out.WriteLineAsync($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{target}: {failure.Message}");
            return 1;
        }
    }
}
