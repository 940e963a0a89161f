using System.Runtime.CompilerServices;

namespace CloudApp.Tests;

/// <summary>
/// The pure layer runs without JSON by reflection, as the published services do, so that what they would fail at fails here.
/// The other layers cannot: Playwright writes its messages by reflection.
/// </summary>
internal static class ReflectionSwitch
{
    internal const string JsonByReflection = "System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault";

    [ModuleInitializer]
    internal static void Set()
    {
        var arguments = Environment.GetCommandLineArgs();
        if (Has(arguments, "-trait", "Layer=pure") || Has(arguments, "-trait-", "Layer=component"))
            AppContext.SetSwitch(JsonByReflection, isEnabled: false);
    }

    private static bool Has(string[] arguments, string option, string value) =>
        arguments.Zip(arguments.Skip(1)).Any(pair => pair == (option, value));
}
