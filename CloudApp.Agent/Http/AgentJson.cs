using System.Text.Json.Serialization;

namespace CloudApp.Agent.Http;

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(RestoreAccess))]
internal sealed partial class AgentJson : JsonSerializerContext;
