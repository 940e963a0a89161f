using System.Text.Json.Serialization;

namespace CloudApp.Contracts.Applications;

/// <summary>How safe the images are.</summary>
/// <param name="Sites">The two sites that should hold every image.</param>
/// <param name="MissingCopies">Records of which only one site is known to hold the image.</param>
/// <param name="WithoutObject">Records of which no site has the image.</param>
public sealed record StorageStatus(
    IReadOnlyList<string> Sites, long MissingCopies, long WithoutObject, [property: JsonPropertyName("sweeper")] ReconcilerReport? Reconciler);
