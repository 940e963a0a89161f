
namespace CloudApp.Backup;

/// <summary>One executable, its first argument is the mode.</summary>
internal static class Program
{
    private const int UsageError = 64;
    private const int ConfigurationError = 78;

    private const string Usage = """
        usage: CloudApp.Backup serve            makes, checks and keeps this host's backups
               CloudApp.Backup healthcheck URL  exit 0 when the URL answers 200
        """;

    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            return args switch
            {
                ["serve", ..] => await ServeMode.RunAsync(args[1..]),
                [HealthcheckMode.Name, ..] => HealthcheckMode.Run(args.AsSpan(1)),
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
