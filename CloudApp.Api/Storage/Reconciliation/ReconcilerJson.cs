using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Api.Storage.Reconciliation;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StorageStatus))]
internal sealed partial class ReconcilerJson : JsonSerializerContext;
