using Microsoft.OpenApi;

namespace CloudApp.Api.Documentation;

/// <summary>
/// A number in a path or query. The endpoints read them as text, so that a bad one gets our own answer; this tells a reader of
/// the document what they mean.
/// </summary>
/// <param name="Format">int32 or int64.</param>
internal sealed record NumberParameter(string Name, string Format, string Description, int Min, int? Max, int Example)
{
    internal void Describe(OpenApiParameter parameter)
    {
        parameter.Description = Description;
        parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = Format, Minimum = $"{Min}", Maximum = Max is null ? null : $"{Max}" };
        parameter.Example = Example;
    }
}

/// <summary>A header that an endpoint reads by itself.</summary>
internal sealed record HeaderParameter(string Name, string Description, int LengthMax, string? Example = null)
{
    internal OpenApiParameter ToParameter() => new()
    {
        Name = Name,
        In = ParameterLocation.Header,
        Description = Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = LengthMax },
        Example = Example,
    };
}
