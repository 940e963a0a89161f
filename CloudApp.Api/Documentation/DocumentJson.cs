using System.Text.Json.Serialization;

namespace CloudApp.Api.Documentation;

/// <summary>Types that the OpenAPI document names and no answer writes: a picture is its bytes, not JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Stream))]
internal sealed partial class DocumentJson : JsonSerializerContext;
