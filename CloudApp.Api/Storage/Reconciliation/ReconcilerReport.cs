using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>What the reconciler last found, kept in the database so that both nodes can tell.</summary>
/// <param name="Leader">The node whose reconciler holds the lease.</param>
/// <param name="LeadsSince">Since when it has held it.</param>
/// <param name="IsPaused">A site's store does not serve, so nothing is compared or copied.</param>
/// <param name="LastPass">The last full comparison of names and sizes; absent until there was one.</param>
/// <param name="Copied">Missing copies made by this leader.</param>
/// <param name="Repaired">Damaged copies replaced by this leader.</param>
/// <param name="OrphansRemoved">Objects without a row removed by this leader.</param>
/// <param name="DamagedEverywhere">Objects of which no site has a good copy, seen by this leader.</param>
/// <param name="Verified">Objects whose contents were compared by this leader, at both sites.</param>
/// <param name="LastVerifiedAt">End of the last full comparison of contents.</param>
internal sealed record ReconcilerReport(
    string Leader,
    DateTimeOffset LeadsSince,
    bool IsPaused,
    IReadOnlyList<SiteReport> Sites,
    PassReport? LastPass,
    long Copied,
    long Repaired,
    long OrphansRemoved,
    long DamagedEverywhere,
    long Verified,
    DateTimeOffset? LastVerifiedAt);

/// <summary>One site's store.</summary>
/// <param name="MissingCopies">Copies that the last comparison missed here.</param>
internal sealed record SiteReport(string Name, bool Serves, int MissingCopies);

/// <summary>One full comparison.</summary>
/// <param name="Orphans">Objects without a row that are older than the grace time.</param>
/// <param name="OrphansKept">They were too many to be believed, so none was removed.</param>
internal sealed record PassReport(
    DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int Rows, int Objects, int MissingCopies, int Orphans, bool OrphansKept);

/// <summary>How safe the images are.</summary>
/// <param name="Sites">The two sites that should hold every image.</param>
/// <param name="MissingCopies">Records of which only one site is known to hold the image.</param>
/// <param name="WithoutObject">Records of which no site has the image.</param>
internal sealed record StorageStatus(IReadOnlyList<string> Sites, long MissingCopies, long WithoutObject, [property: JsonPropertyName("sweeper")] ReconcilerReport? Reconciler);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StorageStatus))]
internal sealed partial class ReconcilerJson : JsonSerializerContext;
