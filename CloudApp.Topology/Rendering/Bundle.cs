using System.Net;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Rendering;

/// <summary>Everything that one machine gets, the secrets left out.</summary>
/// <param name="Name">The machine's name and the bundle's folder.</param>
/// <param name="Addresses">What the machine's certificate must name.</param>
/// <param name="Images">The images that the Compose file uses, each once.</param>
/// <param name="Secrets">The names that must stand in the bundle's <c>.env</c>.</param>
public sealed record Bundle(
    string Name,
    IReadOnlyList<IPAddress> Addresses,
    IReadOnlyList<BundleImage> Images,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<BundleFile> Files)
{
    /// <summary>The sum of its containers' limits.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>What stands in the Compose file, for those who start the same containers in another way.</summary>
    public IReadOnlyDictionary<string, ComposeService> Services { get; init; } = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
}

/// <summary>One image that a bundle needs.</summary>
/// <param name="Component">The folder in <c>infra/</c>.</param>
/// <param name="Reference">The image's full name.</param>
public sealed record BundleImage(string Component, string Reference);
