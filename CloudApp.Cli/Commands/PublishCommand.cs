using System.CommandLine;
using CloudApp.Operations;
using CloudApp.Operations.Images;
using CloudApp.Operations.Publishing;

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
        var withImages = new Option<bool>("--with-images")
        {
            Description = "Put the images as tar files into each bundle, for hosts without a registry.",
        };
        var noSecrets = new Option<bool>("--no-secrets") { Description = "Leave the .env files alone." };

        var command = new Command("publish", "Writes the Compose bundle of every machine; secrets are generated once and kept.")
        {
            output, topology, withImages, noSecrets,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(topology).FullName,
            parsed.GetRequiredValue(output).FullName,
            withImages: parsed.GetValue(withImages),
            withSecrets: !parsed.GetValue(noSecrets),
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string topologyFile, string folder, bool withImages, bool withSecrets, TextWriter output, CancellationToken cancellationToken)
    {
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellationToken);
        if (!withImages)
        {
            await PublishAsync(new Publisher(TimeProvider.System));
            return 0;
        }

        await ProgressLines.RunAsync(output, TimeProvider.System, progress =>
            PublishAsync(new Publisher(TimeProvider.System, new ImageSource(ProjectRoot.Find(), plan.Images.Reference, TimeProvider.System, progress))));
        return 0;

        async Task PublishAsync(Publisher publisher)
        {
            foreach (var bundle in await publisher.PublishAsync(plan, folder, withSecrets, cancellationToken))
                await output.WriteLineAsync(Describe(bundle));
        }
    }

    private static string Describe(PublishedBundle bundle)
    {
        var files = bundle.FilesWritten == 0 ? "files unchanged" : $"{bundle.FilesWritten} files written";
        return $"{bundle.Folder}: {files}{(bundle.AreSecretsWritten ? ", secrets written" : "")}";
    }
}
