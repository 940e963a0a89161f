using CloudApp.Agent.Children;
using CloudApp.Agent.Control;
using CloudApp.Agent.Http;
using CloudApp.Agent.Routing;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent;

/// <summary>One executable, its first argument is the mode.</summary>
internal static class Program
{
    private const int UsageError = 64;
    private const int ConfigurationError = 78;

    private const string Usage = """
        usage: CloudApp.Agent database                     parent process of mysqld
               CloudApp.Agent router                       parent process of mysqlrouter
               CloudApp.Agent healthcheck URL              exit 0 when the URL answers 200
               CloudApp.Agent healthcheck unix:SOCKET PATH the same over a unix socket
        """;

    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            return args switch
            {
                ["database", ..] => await DatabaseMode.RunAsync(args[1..]),
                ["router", ..] => await RouterMode.RunAsync(args[1..]),
                [HealthcheckMode.Name, ..] => HealthcheckMode.Run(args.AsSpan(1)),
                [Watchdog.ModeName] => WatchdogMode.Run(),
                [ChildStart.ModeName, ..] => ExecMode.Run(args[1..]),
                _ => await FailAsync(Usage, UsageError),
            };
        }
        catch (SettingsException mistake)
        {
            return await FailAsync(mistake.Message, ConfigurationError);
        }
    }

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
