using CloudApp.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CloudApp.Api.Documentation;

/// <summary>What the OpenAPI document says beyond what the framework sees in the endpoints, and the page that shows it.</summary>
internal static class ApiDocument
{
    private const string Title = "CloudApp";

    private const string Description =
        "Images with a name, kept on two machines. Every error is a problem document with a stable code; "
        + "every answer names the site and the node that gave it in CloudApp-Site and CloudApp-Node.";

    internal static IServiceCollection AddDocument(this IServiceCollection services, string version) => services
        .ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Add(DocumentJson.Default))
        .AddOpenApi(options =>
    {
        options.AddOperationTransformer(DescribeOperationAsync);
        options.AddDocumentTransformer((document, _, _) => DescribeDocumentAsync(document, version));
        options.AddSchemaTransformer(DescribeSchemaAsync);
    });

    internal static void MapDocument(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        // Nothing from elsewhere: the page works without the internet, and the policy of the answers forbids it anyway.
        app.MapScalarApiReference("/docs", options => options
            .WithTitle(Title).DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools());
    }

    private static Task DescribeDocumentAsync(OpenApiDocument document, string version)
    {
        document.Info = new OpenApiInfo { Title = Title, Description = Description, Version = version };
        // The address that the reader asked: behind the load balancer the one that the framework sees is another.
        document.Servers = [new OpenApiServer { Url = "/" }];
        // HEAD is GET without a body; listed twice it would use every operation id twice.
        foreach (var path in document.Paths.Values)
        {
            if (path.Operations is { } operations && operations.ContainsKey(HttpMethod.Get)) operations.Remove(HttpMethod.Head);
        }

        return Task.CompletedTask;
    }

    /// <summary>What is null is left out of our answers.</summary>
    private static Task DescribeSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
        {
            if (property.Type?.HasFlag(JsonSchemaType.Null) is true) schema.Required?.Remove(name);
        }

        return Task.CompletedTask;
    }

    private static Task DescribeOperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var problems = metadata.OfType<EndpointProblems>().SelectMany(p => p.Problems).ToList();
        var path = $"/{context.Description.RelativePath}";
        foreach (var response in context.Description.SupportedResponseTypes)
        {
            if (operation.Responses?.GetValueOrDefault($"{response.StatusCode}") is not { Content: { } contents }) continue;
            foreach (var (mediaType, content) in contents)
            {
                if (string.Equals(mediaType, ProblemWriter.MediaType, StringComparison.Ordinal))
                    content.Examples = AnswerExample.Of(problems.Where(p => p.Status == response.StatusCode), path);
                else
                    content.Example = metadata.OfType<AnswerExample>().FirstOrDefault(e => e.Status == response.StatusCode)?.Write();
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            metadata.OfType<NumberParameter>().FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.Ordinal))?.Describe(parameter);
        }

        foreach (var header in metadata.OfType<HeaderParameter>()) (operation.Parameters ??= []).Add(header.ToParameter());
        return Task.CompletedTask;
    }
}
