using System.Text.Json.Serialization;
using CloudApp.Backup.Planning;

namespace CloudApp.Backup.Http;

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BackupStatus))]
[JsonSerializable(typeof(BackupRun))]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(IReadOnlyList<BackupView>))]
public sealed partial class BackupJson : JsonSerializerContext;
