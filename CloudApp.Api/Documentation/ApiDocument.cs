using CloudApp.Api.Hosting;
using CloudApp.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CloudApp.Api.Documentation;

/// <summary>What the OpenAPI document says beyond what the framework sees in the endpoints.</summary>
internal static class ApiDocument
{
    internal const string Title = "CloudApp";

    private const string Description =
        "Images with a name, kept on two machines. Every error is a problem document with a stable code; "
        + "every answer says in CloudApp-Site and CloudApp-Node who gave it.";

    internal static void Add(IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddOperationTransformer(DescribeOperationAsync);
        options.AddDocumentTransformer(DescribeDocumentAsync);
        options.AddSchemaTransformer(DescribeSchemaAsync);
    });

    private static Task DescribeDocumentAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = Title, Description = Description, Version = OperationEndpoints.Version };
        // The address that the reader asked: behind the load balancer the one the framework sees is another.
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
                    content.Examples = DocumentExamples.Of(problems.Where(p => p.Status == response.StatusCode), path);
                else if (DocumentExamples.Of(response.Type, response.StatusCode) is { } example)
                    content.Example = example;
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>()) DocumentParameters.Describe(parameter);
        if (metadata.OfType<ReadsOwnWrites>().Any()) (operation.Parameters ??= []).Add(DocumentParameters.OwnWrites());
        return Task.CompletedTask;
    }
}

/// <summary>Marks an endpoint that understands the token of the client's last write.</summary>
internal sealed class ReadsOwnWrites;
