using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

/// <summary>The record as it is stored in etcd.</summary>
internal static class RecordText
{
    internal static string Write(ClusterRecord record) => JsonSerializer.Serialize(record, RecordJson.Default.ClusterRecord);

    /// <exception cref="JsonException">Something else was written there.</exception>
    internal static ClusterRecord Read(string text) =>
        JsonSerializer.Deserialize(text, RecordJson.Default.ClusterRecord) ?? throw new JsonException("the record is null");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterRecord))]
[JsonSerializable(typeof(FloorDocument))]
[JsonSerializable(typeof(PairRecord))]
[JsonSerializable(typeof(PairNote))]
internal sealed partial class RecordJson : JsonSerializerContext;
