using CloudApp.Api.Hosting;
using CloudApp.Api.Images;
using CloudApp.ServiceDefaults.Http;

namespace CloudApp.Api;

/// <summary>The web application, the health check of its image, or the worker that makes thumbnails.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [HealthcheckMode.Name, ..]) return HealthcheckMode.Run(args.AsSpan(1));
        if (args is [ThumbnailWorker.Name]) return ThumbnailWorker.Run();
        try
        {
            await using var app = ApiHost.Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (SettingsException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The application cannot start: {error.Message}");
            return 1;
        }
    }
}
