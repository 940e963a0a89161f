using System.CommandLine;
using CloudApp.Development;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp up</c>: both sites in a lab on this machine, and a port that leads to them.</summary>
internal static class UpCommand
{
    private const int DefaultPort = 8080;

    public static Command Create()
    {
        var topology = CommonOptions.Topology();
        var name = LabOptions.Name();
        var port = new Option<int>("--port")
        {
            Description = "Port of 127.0.0.1 that leads to the site (0: none).",
            HelpName = "PORT",
            DefaultValueFactory = _ => DefaultPort,
        };
        var aspire = new Option<bool>("--aspire") { Description = "Runs the AppHost with Aspire's dashboard on this machine's container engine instead, until Ctrl-C." };
        var command = new Command("up", "Starts both sites on this machine, waits until they are healthy and prints the addresses.")
        {
            topology, name, port, aspire,
        };
        command.SetAction((parse, cancellationToken) => parse.GetValue(aspire) ? AppHostRun.RunAsync(ProjectRoot.Find(), TimeProvider.System, cancellationToken) : RunAsync(
            parse.GetRequiredValue(topology).FullName,
            parse.GetRequiredValue(name),
            parse.GetValue(port),
            parse.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string topologyFile, string labName, int port, TextWriter output, CancellationToken cancellationToken)
    {
        if (port is < 0 or > 65535)
            throw new UserException($"--port {port} is no TCP port: use 1 to 65535, or 0 for none.");
        var context = await LabContext.OpenAsync(topologyFile, labName, TimeProvider.System, cancellationToken);
        DiskSpace.Check(ProjectRoot.Find(), context.Directories, labName);
        int? wanted = port == 0 ? null : port;
        await ProgressLines.RunAsync(output, TimeProvider.System, progress =>
            new SystemUp(context, new ImageSource(ProjectRoot.Find(), context.Topology.Images.Reference, TimeProvider.System), TimeProvider.System).RunAsync(wanted, progress, cancellationToken));
        await PrintAddressesAsync(context, wanted, output);
        return 0;
    }

    private static async Task PrintAddressesAsync(LabContext context, int? port, TextWriter output)
    {
        var plan = context.Topology;
        if (port is not null)
            await output.WriteLineAsync($"The site:            http://127.0.0.1:{port}/");
        await output.WriteLineAsync($"Inside the lab:      http://{plan.Vip.Address}:{plan.Ports.Http}/ (VIP)");
        foreach (var site in plan.Sites)
        {
            await output.WriteLineAsync(
                $"{site.Name + ":",-20} load balancer {site.Lb}, application {site.App}:{plan.Ports.Api}, data {site.Data}");
        }

        if (plan.Monitor is { } monitor)
            await output.WriteLineAsync($"monitor:             Prometheus {monitor.Address}:{plan.Ports.Prometheus}");
        await output.WriteLineAsync($"How it is:           ./cloudapp status --lab {context.Lab.Plan.Name}");
        await output.WriteLineAsync($"A command inside:    ./cloudapp lab exec --lab {context.Lab.Plan.Name} client -- curl -s http://{plan.Vip.Address}/api/info");
    }
}
