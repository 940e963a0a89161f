using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Api.Operation;

/// <summary>Who answers.</summary>
/// <param name="DatabaseRole">Role of the server that answers this node's reads: primary, replica or unknown.</param>
internal sealed record NodeInfo(
    string Name, string Version, string Site, string Node, double UptimeSeconds, DateTimeOffset StartedAt,
    string DatabaseRole, string? DatabaseServer, bool Writable);

/// <summary>When this process began to serve.</summary>
internal sealed record StartTime(DateTimeOffset At);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(NodeInfo))]
internal sealed partial class OperationJson : JsonSerializerContext;
