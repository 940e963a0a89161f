using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Rendering;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class PlanPropertyTests
{
    private const int Plans = 400;

    private static readonly string[] HaproxyPorts = ["HTTP_PORT", "HTTPS_PORT", "STATS_PORT", "S3_PORT"];

    [Fact]
    public void A_valid_plan_never_listens_twice_on_one_address_and_port()
    {
        var valid = 0;
        PlanGenerator.Json.Sample(json =>
        {
            if (Read(json) is not { } plan)
                return;
            Interlocked.Increment(ref valid);
            foreach (var bundle in BundleRenderer.Render(plan))
                Listeners(bundle, plan).ShouldBeUnique(StringComparer.Ordinal, $"{bundle.Name} of {json}");
        }, iter: Plans);
        // Without enough valid plans this test would prove nothing.
        valid.ShouldBeGreaterThan(Plans / 20);
    }

    [Fact]
    public void No_address_belongs_to_two_machines() => PlanGenerator.Json.Sample(json =>
    {
        if (Read(json) is not { } plan)
            return;
        var owners = plan.Sites.SelectMany(site => site.Addresses).Append(plan.Vip.Address).Append(plan.Lan.Gateway).ToList();
        if (plan.Monitor is { } monitor)
            owners.Add(monitor.Address);
        owners.ShouldBeUnique(json);
    }, iter: Plans);

    [Fact]
    public void The_same_plan_gives_the_same_bytes() => PlanGenerator.Json.Sample(json =>
    {
        if (Read(json) is null)
            return;
        var (first, second) = (BundleRenderer.Render(TopologyReader.Read(json)), BundleRenderer.Render(TopologyReader.Read(json)));
        second.SelectMany(bundle => bundle.Files).ShouldBe(first.SelectMany(bundle => bundle.Files), json);
    }, iter: Plans / 4);

    [Fact]
    public void A_plan_with_mistakes_is_told_so_and_nothing_else_is_thrown() => PlanGenerator.Json.Sample(json =>
    {
        try
        {
            TopologyReader.Read(json);
        }
        catch (TopologyException problem)
        {
            problem.Mistakes.ShouldNotBeEmpty();
            problem.Mistakes.ShouldAllBe(mistake => mistake.Setting.Length > 0 && mistake.Message.Length > 0);
        }
    }, iter: Plans);

    private static TopologyPlan? Read(string json)
    {
        try
        {
            return TopologyReader.Read(json);
        }
        catch (TopologyException)
        {
            return null;
        }
    }

    /// <summary>What the engine publishes, and what the services on the host's network are told to bind.</summary>
    private static IEnumerable<string> Listeners(Bundle bundle, TopologyPlan plan)
    {
        foreach (var (name, service) in ComposeText.Services(bundle))
        {
            foreach (var port in service.List("ports"))
                yield return port[..port.LastIndexOf(':')];
            var environment = service.Environment();
            string Value(string key) => environment[key].Value!;
            var bound = name switch
            {
                "node-exporter" => Value("LISTEN").Split(' '),
                "router" => [$"{Value("Router__BindAddress")}:{Value("Router__ReadWritePort")}", $"{Value("Router__BindAddress")}:{Value("Router__ReadOnlyPort")}"],
                "haproxy" =>
                [
                    .. HaproxyPorts.SelectMany(key =>
                        new[] { $"{Value("LB_ADDRESS")}:{Value(key)}", $"{plan.Vip.Address}:{Value(key)}" }),
                ],
                _ => [],
            };
            foreach (var address in bound)
                yield return address;
        }
    }
}
