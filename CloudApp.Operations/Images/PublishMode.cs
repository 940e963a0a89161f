using System.Runtime.InteropServices;

namespace CloudApp.Operations.Images;

/// <summary>How our programs are compiled before they go into an image.</summary>
internal enum PublishMode
{
    /// <summary>To machine code, whole: what bundles and CI get.</summary>
    Native,

    /// <summary>For the runtime, which compiles again what is used much: quicker to publish, for a developer's lab.</summary>
    ReadyToRun,
}

/// <summary>Native where this machine can compile for the images; a variable decides otherwise.</summary>
internal static class PublishModes
{
    /// <summary>Set to "native" or "ready-to-run" to publish all programs that way.</summary>
    public const string Variable = "CLOUDAPP_PUBLISH";

    private const string NativeName = "native";
    private const string ReadyToRunName = "ready-to-run";

    // Another system's or processor's linker and C library are not at hand; ReadyToRun needs neither.
    private static PublishMode Default =>
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 ? PublishMode.Native : PublishMode.ReadyToRun;

    /// <summary>What the variable says, or the default.</summary>
    /// <exception cref="UserException">The variable says something else.</exception>
    public static PublishMode FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static PublishMode Parse(string? value) => value switch
    {
        null or "" => Default,
        NativeName => PublishMode.Native,
        ReadyToRunName => PublishMode.ReadyToRun,
        _ => throw new UserException($"The variable {Variable} is '{value}'; it may be '{NativeName}' or '{ReadyToRunName}'."),
    };

    /// <summary>The mode's name, as the variable says it.</summary>
    public static string NameOf(PublishMode mode) => mode == PublishMode.Native ? NativeName : ReadyToRunName;
}
