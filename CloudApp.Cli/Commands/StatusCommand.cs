using System.CommandLine;
using System.Text.Json;
using CloudApp.Contracts.Agents;
using CloudApp.Lab;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;
using CloudApp.Operations.Status;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp status</c>: power, VIP, roles and health per host. Exit code 0 only when all is well.</summary>
internal static class StatusCommand
{
    private const int ExitOfSick = 2;

    public static Command Create()
    {
        var topology = CommonOptions.Topology();
        var name = LabOptions.Name();
        var json = new Option<bool>("--json") { Description = "One JSON document instead of words." };
        var command = new Command("status", "Shows the VIP's holder, database roles and every service's health; exit code 2 when something is not well.")
        {
            topology, name, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var context = await LabContext.OpenAsync(
                parse.GetRequiredValue(topology).FullName, parse.GetRequiredValue(name), TimeProvider.System, cancellationToken);
            var report = await new StatusCollector(context).CollectAsync(cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                await output.WriteLineAsync(JsonSerializer.Serialize(report, StatusJson.Default.StatusReport));
            else
                await WriteAsync(report, output);
            return report.IsHealthy ? 0 : ExitOfSick;
        });
        return command;
    }

    private static async Task WriteAsync(StatusReport report, TextWriter output)
    {
        var holder = report.VipHolders.Count switch
        {
            0 => "nobody",
            1 => report.VipHolders[0],
            _ => $"{string.Join(" and ", report.VipHolders)} (more than one: their VRRP packets do not reach each other)",
        };
        await output.WriteLineAsync($"VIP {report.Vip}: {holder}");
        foreach (var host in report.Hosts)
        {
            await output.WriteLineAsync($"{host.Name} ({host.Address}): power {host.Power}, link {host.Link}");
            if (host.DatabaseRole is not null)
            {
                await output.WriteLineAsync($"  {DatabaseLines.Server(host.Database)}");
                await output.WriteLineAsync($"  {BackupLines.Status(host.Backup, TimeProvider.System.GetUtcNow())}");
                await output.WriteLineAsync($"  object store {host.ObjectStore}, application {host.Api}");
            }

            foreach (var service in host.Services)
                await output.WriteLineAsync($"  {service.Service,-14} {service.Word}");
        }

        foreach (var line in StorageLines.Of(report.Storage, TimeProvider.System.GetUtcNow()))
            await output.WriteLineAsync(line);
        List<AgentStatus?> agents = [.. report.Hosts.Where(static host => host.DatabaseRole is not null).Select(static host => host.Database)];
        await output.WriteLineAsync(DatabaseLines.LossRisk(agents));
        if (DatabaseLines.OpenCase(agents) is { } open)
            await output.WriteLineAsync(open);
        await output.WriteLineAsync(report.IsHealthy ? "Everything is healthy." : "Something is not well: see above.");
    }
}
