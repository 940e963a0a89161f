using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Images;

/// <summary>The docker commands that make one image and its tar.</summary>
internal sealed class ImageBuild(string root, DockerCli docker)
{
    private const int BuildTimeoutSeconds = 900;
    private const int SaveTimeoutSeconds = 180;
    private const int PruneTimeoutSeconds = 120;

    public Task BuildAsync(ImagePlan plan, CancellationToken cancellationToken) =>
        docker.RunAsync(
            docker.Request([.. Arguments(root, plan)]) with
            {
                Timeout = TimeSpan.FromSeconds(BuildTimeoutSeconds),
                Purpose = $"building {plan.Image.Reference}",
            },
            cancellationToken);

    public Task SaveAsync(string reference, string path, CancellationToken cancellationToken) =>
        docker.RunAsync(
            docker.Request("save", "--output", path, reference) with
            {
                Timeout = TimeSpan.FromSeconds(SaveTimeoutSeconds),
                Purpose = $"saving {reference}",
            },
            cancellationToken);

    /// <summary>Removes images that a newer build has replaced.</summary>
    public Task PruneAsync(CancellationToken cancellationToken) =>
        docker.RunAsync(
            docker.Request("image", "prune", "--force") with { Timeout = TimeSpan.FromSeconds(PruneTimeoutSeconds) },
            cancellationToken);

    internal static IEnumerable<string> Arguments(string root, ImagePlan plan)
    {
        var folder = Path.Combine(root, "infra", plan.Image.Component);
        return
        [
            // The builder engine has no bridge; packages come over the machine's own network.
            "build", "--network=host", "--progress=plain", "--provenance=false",
            "--build-arg", $"FLAVOUR={plan.Flavour.ToString().ToLowerInvariant()}",
            .. plan.AppDirectory is null ? Array.Empty<string>() : ["--build-context", $"app={plan.AppDirectory}"],
            "--label", $"cloudapp.content={plan.Image.ContentHash}",
            "--tag", plan.Image.Reference,
            folder,
        ];
    }
}
