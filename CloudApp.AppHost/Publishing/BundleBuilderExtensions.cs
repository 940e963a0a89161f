using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004 // The pipeline is Aspire's way to publish; its types are not final.
using Aspire.Hosting.Pipelines;

namespace CloudApp.AppHost.Publishing;

/// <summary>Publishing: the bundles that <c>cloudapp publish</c> writes.</summary>
/// <remarks>
/// Not by AddDockerComposeEnvironment: its Compose model has no host network, no binding to an address, no health in the start
/// order, and no reference from one machine's file to another's.
/// </remarks>
internal static class BundleBuilderExtensions
{
    private const string StepName = "publish-bundles";

    /// <summary>Adds a step to the publishing pipeline that writes one bundle per machine into the output folder.</summary>
    public static void AddBundles(this IDistributedApplicationBuilder builder, TopologyPlan plan)
    {
        builder.Pipeline.AddStep(StepName, context => WriteAsync(plan, context), requiredBy: WellKnownPipelineSteps.Publish);
    }

    private static async Task WriteAsync(TopologyPlan plan, PipelineStepContext context)
    {
        var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        foreach (var bundle in await new Publisher(TimeProvider.System).PublishAsync(plan, folder, withSecrets: true, context.CancellationToken))
            context.Summary.Add(bundle.Name, bundle.Folder);
    }
}
