using System.Reflection;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ServiceDefaults;

/// <summary>The services are published natively: what they are built from, and how they run in the tests, says the same.</summary>
[Trait("Layer", "pure")]
public sealed class PublishedAsTestedTests
{
    public static TheoryData<string> Services => ["CloudApp.Agent", "CloudApp.Api", "CloudApp.Backup"];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_and_what_it_is_made_of_is_checked_for_native_compilation(string service)
    {
        string[] parts = [service, .. Assembly.Load(service).GetReferencedAssemblies()
            .Select(part => part.Name!).Where(name => name.StartsWith("CloudApp.", StringComparison.Ordinal))];

        foreach (var part in parts)
        {
            Assembly.Load(part).GetCustomAttributes<AssemblyMetadataAttribute>()
                .ShouldContain(data => data.Key == "IsAotCompatible" && data.Value == "True", part);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_that_a_test_starts_has_no_json_by_reflection(string service)
    {
        using var configuration = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, service + ".runtimeconfig.json")));

        configuration.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
            .GetProperty(ReflectionSwitch.JsonByReflection).GetBoolean().ShouldBeFalse();
    }
}
