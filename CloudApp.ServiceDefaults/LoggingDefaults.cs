using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace CloudApp.ServiceDefaults;

/// <summary>One line per event on stdout: JSON where a machine reads it, plain text where a person does.</summary>
internal static class LoggingDefaults
{
    private const string InContainerSetting = "DOTNET_RUNNING_IN_CONTAINER";

    internal static void AddLoggingDefaults(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // One line per request is the load balancer's job; here it would be most of the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // It logs every broken session as an error; who uses the connection knows whether it is one, and says so.
        builder.Logging.AddFilter("MySqlConnector", LogLevel.Critical);
        if (string.Equals(builder.Configuration[InContainerSetting], "true", StringComparison.OrdinalIgnoreCase))
        {
            builder.Logging.AddJsonConsole(options =>
            {
                // With them come the trace and the span of the request, so that a line leads to its trace and to its problem document.
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }
}
