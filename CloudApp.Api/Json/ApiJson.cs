using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Api.Health;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Sweeping;

namespace CloudApp.Api.Json;

/// <summary>All JSON of the service, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(RecordView))]
[JsonSerializable(typeof(RecordPageView))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(InfoView))]
[JsonSerializable(typeof(StorageView))]
internal sealed partial class ApiJson : JsonSerializerContext;
