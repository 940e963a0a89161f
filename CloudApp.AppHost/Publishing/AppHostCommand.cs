using CloudApp.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudApp.AppHost.Publishing;

/// <summary>What makes the AppHost a well-behaved command: it ends, says what was wrong in a sentence, and its exit code is true.</summary>
internal static class AppHostCommand
{
    private const int Failed = 1;
    private const string OperationOption = "--operation";
    private const string StepOption = "--step";
    private const string Publish = "publish";

    /// <summary>The arguments for the builder.</summary>
    /// <remarks>Publishing without a step would run every step that Aspire knows, those of a deployment as well.</remarks>
    public static string[] Prepare(string[] args)
    {
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) => SayMistake(unhandled.ExceptionObject);
        return !IsPublishing(args) || args.Contains(StepOption, StringComparer.Ordinal) ? args : [.. args, StepOption, Publish];
    }

    /// <summary>Runs until it is stopped, or has published.</summary>
    /// <returns>The exit code: a host that one of its services stopped by failing would call it success.</returns>
    public static async Task<int> RunToEndAsync(this DistributedApplication app)
    {
        // Afterwards the services are gone.
        var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.RunAsync();
        return services.Exists(static service => service.ExecuteTask is { IsFaulted: true }) ? Failed : Environment.ExitCode;
    }

    private static bool IsPublishing(string[] args)
    {
        var option = Array.IndexOf(args, OperationOption);
        return option >= 0 && option + 1 < args.Length && string.Equals(args[option + 1], Publish, StringComparison.OrdinalIgnoreCase);
    }

    private static void SayMistake(object exception)
    {
        if (exception is not UserException mistake)
            return;
        Console.Error.WriteLine(mistake.Message);
        Environment.Exit(Failed);
    }
}
