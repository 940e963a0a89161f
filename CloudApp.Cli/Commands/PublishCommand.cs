using System.CommandLine;
using CloudApp.Cli.Publish;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp publish</c>: one Compose bundle per machine.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "The folder of the bundles (default: compose at the root of the project).",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(ProjectRoot.Find(), "compose")),
        };
        var topology = CommonOptions.Topology();
        var noSecrets = new Option<bool>("--no-secrets") { Description = "Leave the .env files alone." };

        var command = new Command("publish", "Writes the Compose bundle of every machine; secrets are generated once and kept.")
        {
            output, topology, noSecrets,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(topology).FullName,
            parsed.GetRequiredValue(output).FullName,
            withSecrets: !parsed.GetValue(noSecrets),
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string topologyFile, string folder, bool withSecrets, TextWriter output, CancellationToken cancellationToken)
    {
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellationToken);
        var publisher = new Publisher(TimeProvider.System);
        foreach (var bundle in await publisher.PublishAsync(plan, folder, withSecrets, cancellationToken))
        {
            var files = bundle.FilesWritten == 0 ? "unchanged" : $"{bundle.FilesWritten} files written";
            var secrets = bundle.AreSecretsWritten ? ", secrets written" : "";
            await output.WriteLineAsync($"{bundle.Folder}: {files}{secrets}");
        }
        return 0;
    }
}
