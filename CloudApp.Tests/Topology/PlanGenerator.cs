using System.Text.Json;
using System.Text.Json.Nodes;
using CloudApp.Topology.Services;
using CsCheck;

namespace CloudApp.Tests.Topology;

/// <summary>Random topology.json texts: many are valid, many are not.</summary>
internal static class PlanGenerator
{
    private static readonly Gen<string?> Registry = Gen.OneOf<string?>(null, "", "registry.example", "localhost:5000/x");

    private static readonly Gen<string> Arbiter = Gen.OneOf("etcd", "vip", "manual");

    /// <summary>Few addresses and few ports, so that collisions are common and not the rule.</summary>
    public static Gen<string> Json { get; } =
        Gen.Select(
            Gen.Int[2, 60].Array[9],
            Gen.Dictionary(Gen.OneOf([.. ServiceCatalog.Standard.Ports.Select(port => port.Key)]), Gen.Int[1000, 1200])[0, 6],
            Arbiter,
            Registry,
            Gen.Bool,
            Write);

    private static string Write(int[] last, Dictionary<string, int> ports, string arbiter, string? registry, bool hasMonitor)
    {
        var plan = new JsonObject
        {
            ["lan"] = new JsonObject { ["cidr"] = "10.1.2.0/24", ["gateway"] = "10.1.2.1" },
            ["vip"] = new JsonObject { ["address"] = $"10.1.2.{last[0]}" },
            ["sites"] = new JsonObject { ["left"] = Site(last[1], last[2], last[3]), ["right"] = Site(last[4], last[5], last[6]) },
            ["ports"] = new JsonObject(ports.Select(port => KeyValuePair.Create(port.Key, (JsonNode?)port.Value))),
            ["database"] = new JsonObject { ["arbiter"] = arbiter },
            ["images"] = registry is null ? new JsonObject() : new JsonObject { ["registry"] = registry },
        };
        if (hasMonitor)
            plan["monitor"] = new JsonObject { ["nic"] = "eno1", ["address"] = $"10.1.2.{last[7]}" };
        return plan.ToJsonString(JsonSerializerOptions.Default);
    }

    private static JsonObject Site(int lb, int app, int data) => new()
    {
        ["nic"] = "eno1",
        ["lb"] = $"10.1.2.{lb}",
        ["app"] = $"10.1.2.{app}",
        ["data"] = $"10.1.2.{data}",
    };
}
