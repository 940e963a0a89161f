using CloudApp.Api.Data;
using CloudApp.Api.Hosting;
using CloudApp.Api.Records;
using Microsoft.OpenApi;

namespace CloudApp.Api.Documentation;

/// <summary>The parameters. The endpoints read them as text, so that a bad one gets our own answer; here is what they mean.</summary>
internal static class DocumentParameters
{
    internal static void Describe(OpenApiParameter parameter)
    {
        switch (parameter.Name)
        {
            case "id":
                parameter.Description = "Of the record.";
                parameter.Schema = Number("int64", 1);
                parameter.Example = 1;
                break;
            case "limit":
                parameter.Description = $"Most records of the page; {PageRequest.LimitDefault} when absent.";
                parameter.Schema = Number("int32", 1, PageRequest.LimitMax);
                parameter.Example = PageRequest.LimitDefault;
                break;
            case "before":
                parameter.Description = "Only records with a lower id.";
                parameter.Schema = Number("int64", 1);
                parameter.Example = 42;
                break;
        }
    }

    internal static OpenApiParameter OwnWrites() => new()
    {
        Name = ReadYourWrites.Header,
        In = ParameterLocation.Header,
        Description = "As an upload or a deletion answered it: this read is not behind that write. The cookie of the same answer does the same.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = GtidToken.LengthMax },
        Example = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-42",
    };

    private static OpenApiSchema Number(string format, int least, int? most = null) =>
        new() { Type = JsonSchemaType.Integer, Format = format, Minimum = $"{least}", Maximum = most is null ? null : $"{most}" };
}
