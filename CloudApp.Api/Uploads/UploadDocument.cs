using CloudApp.Api.Documentation;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CloudApp.Api.Uploads;

/// <summary>
/// The upload's form in the OpenAPI document. The endpoint reads the body itself, so nothing can be inferred; and Accepts
/// would make the framework refuse other bodies before our own, clearer answer.
/// </summary>
internal static class UploadDocument
{
    internal static readonly HeaderParameter Key = new(
        IdempotencyKey.Header, "1 to 64 visible ASCII characters. A repetition with the same key and content answers with the same record.",
        UploadLimits.IdempotencyKeyCharactersMax);

    internal static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["multipart/form-data"] = new() { Schema = Form() },
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "name", "image" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = UploadLimits.NameCharactersMax, Examples = ["Sunset"] },
            ["image"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            [IdempotencyKey.Field] = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = UploadLimits.IdempotencyKeyCharactersMax },
        },
    };
}
