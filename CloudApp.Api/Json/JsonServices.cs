using System.Text.Json.Serialization;

namespace CloudApp.Api.Json;

internal static class JsonServices
{
    /// <summary>Adds a slice's documents to those that the service can write; all of them are generated at compile time.</summary>
    internal static IServiceCollection AddJson(this IServiceCollection services, JsonSerializerContext documents) =>
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, documents);
            // Else the OpenAPI document says of every number that it may be a text.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
}
