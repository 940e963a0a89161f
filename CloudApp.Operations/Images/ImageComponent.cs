using CloudApp.Topology.Services;

namespace CloudApp.Operations.Images;

/// <summary>Which of our programs an image carries.</summary>
public enum AppContext
{
    None,
    Agent,
    Api,
    Backup,
}

/// <summary>One image: the folder <c>infra/NAME</c> and the program that goes into it.</summary>
public sealed record ImageComponent(string Name, AppContext App)
{
    /// <summary>All images of the model's services, those that take long to build first.</summary>
    public static IReadOnlyList<ImageComponent> All { get; } =
        [.. ServiceCatalog.Standard.Images.Select(image => new ImageComponent(image.Name, Enum.Parse<AppContext>(image.Program.ToString())))];
}

/// <summary>An image that is ready: its tar can be given to <c>docker load</c>.</summary>
/// <param name="Component">Name of the component, such as haproxy.</param>
/// <param name="Reference">The name that bundles use, such as cloudapp/haproxy:0.1.0.</param>
/// <param name="ContentHash">SHA-256 (hexadecimal) of all that the image was built from.</param>
/// <param name="TarPath">Uncompressed tar in the cache.</param>
public sealed record BuiltImage(string Component, string Reference, string ContentHash, string TarPath);
