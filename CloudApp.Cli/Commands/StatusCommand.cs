using System.CommandLine;
using System.Text.Json;
using CloudApp.Operations.Status;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp status</c>: VIP, roles and health per host.</summary>
internal static class StatusCommand
{
    private const int NotWell = 2;
    private const int NobodyAnswers = 3;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of words." };
        var command = new Command(
            "status", "Shows the VIP, database roles and every service's health. Exit code 0 when all is well, 2 when something is not, 3 when no machine answers.")
        {
            json,
        };
        var options = new SystemOptions().AddTo(command, withSecrets: false);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var system = await options.OpenAsync(parse, cancellationToken);
            var report = await new StatusCollector(system).CollectAsync(cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                await output.WriteLineAsync(JsonSerializer.Serialize(report, StatusJson.Default.StatusReport));
            if (report.IsSilent)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"cloudapp: {StatusLines.Silence(report, system.Hint)}");
                return NobodyAnswers;
            }
            if (!parse.GetValue(json))
                await output.WriteLineAsync(string.Join('\n', StatusLines.Of(report, TimeProvider.System.GetUtcNow())));
            return report.IsHealthy ? 0 : NotWell;
        });
        return command;
    }
}
