using System.Text.Json.Serialization;

namespace CloudApp.Backup.Planning;

/// <summary>The JSON of the file beside a backup, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
