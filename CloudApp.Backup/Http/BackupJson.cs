using System.Text.Json.Serialization;

namespace CloudApp.Backup.Http;

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BackupStatus))]
public sealed partial class BackupJson : JsonSerializerContext;
