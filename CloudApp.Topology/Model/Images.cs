namespace CloudApp.Topology.Model;

/// <summary>Where the images come from.</summary>
/// <param name="Registry">Host with optional port and path; empty: the images are already on the host.</param>
/// <param name="Tag">The tag of every image.</param>
public sealed record Images(string Registry, string Tag)
{
    /// <summary>The full name: <c>[registry/]cloudapp/component:tag</c>.</summary>
    public string Reference(string component) =>
        Registry.Length == 0 ? $"cloudapp/{component}:{Tag}" : $"{Registry}/cloudapp/{component}:{Tag}";

    /// <summary>Without a registry a missing image is an error at once, not an attempt to pull it from somebody else's registry.</summary>
    public string PullPolicy => Registry.Length == 0 ? "never" : "missing";
}

/// <summary>Which of our programs an image holds.</summary>
public enum ImageProgram
{
    None,
    Agent,
    Api,
    Backup,
}

/// <summary>One image: the folder <c>infra/NAME</c> and the program that goes into it.</summary>
public sealed record ImageComponent(string Name, ImageProgram Program);
