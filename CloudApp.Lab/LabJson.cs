using System.Text.Json.Serialization;

namespace CloudApp.Lab;

/// <summary>Generated JSON for the lab's small state files.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ForwarderRecord))]
internal sealed partial class LabJson : JsonSerializerContext;
