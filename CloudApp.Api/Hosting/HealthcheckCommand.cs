namespace CloudApp.Api.Hosting;

/// <summary><c>CloudApp.Api healthcheck URL</c>: what the image's HEALTHCHECK runs, so that the image needs no curl.</summary>
internal static class HealthcheckCommand
{
    internal const string Name = "healthcheck";
    private const int TimeoutSeconds = 2;

    /// <summary>Asks the address once.</summary>
    /// <returns>0 when the address answers with 2xx, else 1.</returns>
    internal static async Task<int> RunAsync(string[] args)
    {
        if (args is not [_, var text] || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            await Console.Error.WriteLineAsync($"Usage: CloudApp.Api {Name} http://127.0.0.1:8000/health");
            return 1;
        }

        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
            using var response = await http.GetAsync(url);
            if (response.IsSuccessStatusCode) return 0;
            await Console.Error.WriteLineAsync($"{url} answered {(int)response.StatusCode}.");
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url} did not answer: {error.Message}");
        }

        return 1;
    }
}
