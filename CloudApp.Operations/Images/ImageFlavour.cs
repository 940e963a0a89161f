namespace CloudApp.Operations.Images;

/// <summary>What an image stands on; the name in lower case is the Dockerfiles' FLAVOUR.</summary>
public enum ImageFlavour
{
    Official,
    Debian,
}

/// <summary>What is to be built: the image, the stage that it stands on, and the published program that goes into it.</summary>
internal sealed record ImagePlan(BuiltImage Image, ImageFlavour Flavour, string? AppDirectory);

/// <summary>Official where the bases can be had, else Debian; a variable decides otherwise.</summary>
internal sealed class FlavourChoice(OfficialBases bases)
{
    /// <summary>Set to "official" or "debian" to use that flavour for all images.</summary>
    public const string Variable = "CLOUDAPP_IMAGE_FLAVOUR";

    public async Task<ImageFlavour> ForAsync(string dockerfile, CancellationToken cancellationToken)
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case "official":
                return ImageFlavour.Official;
            case "debian":
                return ImageFlavour.Debian;
            case null or "":
                return await bases.AreReachableAsync(dockerfile, cancellationToken) ? ImageFlavour.Official : ImageFlavour.Debian;
            case var other:
                throw new UserException($"The variable {Variable} is '{other}'; it may be 'official' or 'debian'.");
        }
    }
}
