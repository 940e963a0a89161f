using System.Text.Json.Serialization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Backups;

namespace CloudApp.Contracts.Json;

/// <summary>The JSON of all documents between our programs, generated at compile time: lower camel case, enums by name.</summary>
/// <remarks>
/// The documents' properties are settable: a generated reader gives an init-only one that is not in the text the default of its type
/// (null, false) and not the value that it begins with, and the previous release does not write what a later one adds.
/// </remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(PeerReport))]
[JsonSerializable(typeof(RestoreAccess))]
[JsonSerializable(typeof(BackupStatus))]
[JsonSerializable(typeof(BackupRun))]
[JsonSerializable(typeof(IReadOnlyList<BackupEntry>))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(RestorePreview))]
[JsonSerializable(typeof(RestoreProgress))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(StorageStatus))]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ContractsJson : JsonSerializerContext;
