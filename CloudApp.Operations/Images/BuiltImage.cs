namespace CloudApp.Operations.Images;

/// <summary>An image that is ready: its tar can be given to <c>docker load</c>.</summary>
/// <param name="Component">Name of the component, such as haproxy.</param>
/// <param name="Reference">The name that bundles use, such as cloudapp/haproxy:0.1.0.</param>
/// <param name="ContentHash">SHA-256 (hexadecimal) of all that the image was built from.</param>
/// <param name="TarPath">Uncompressed tar in the cache.</param>
public sealed record BuiltImage(string Component, string Reference, string ContentHash, string TarPath);
