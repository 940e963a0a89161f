using System.Net;
using System.Text.Json.Nodes;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Services;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class TopologyReaderTests
{
    [Fact]
    public void The_committed_plan_is_the_plan_of_addresses()
    {
        var plan = Plans.Default;

        plan.Name.ShouldBe("cloudapp");
        plan.Vip.ShouldBe(new Vip(IPAddress.Parse("192.168.64.10"), 51, 100));
        plan.Sites.ShouldBe(
        [
            new Site("host1", 1, "eth0", IPAddress.Parse("192.168.64.12"), IPAddress.Parse("192.168.64.13"), IPAddress.Parse("192.168.64.14")),
            new Site("host2", 2, "eth0", IPAddress.Parse("192.168.64.15"), IPAddress.Parse("192.168.64.16"), IPAddress.Parse("192.168.64.17")),
        ]);
        plan.Monitor.ShouldBe(new MonitorHost("eth0", IPAddress.Parse("192.168.64.20")));
        plan.Database.ShouldBe(new Database("host1", Arbiter.Etcd, 1000));
        plan.Images.ShouldBe(new CloudApp.Topology.Model.Images("", "0.1.0"));
        plan.Peer(plan.Sites[0]).ShouldBe(plan.Sites[1]);
        plan.Peer(plan.Sites[1]).ShouldBe(plan.Sites[0]);
    }

    [Fact]
    public void The_committed_ports_are_the_defaults() =>
        JsonNode.Parse(Plans.DefaultJson)!["ports"]!.AsObject()
            .ToDictionary(port => port.Key, port => port.Value!.GetValue<int>(), StringComparer.Ordinal)
            .ShouldBe(ServiceCatalog.Standard.Ports.ToDictionary(port => port.Key, port => port.Default, StringComparer.Ordinal), ignoreOrder: true);

    [Fact]
    public void What_has_a_default_may_be_left_out()
    {
        var plan = TopologyReader.Read(Plans.With(
            ("name", null), ("timeZone", null), ("ports", null), ("database", null), ("images", null),
            ("vip.routerId", null), ("vip.advertIntervalMs", null)));

        plan.ShouldSatisfyAllConditions(
            () => plan.Name.ShouldBe("cloudapp"),
            () => plan.TimeZone.ShouldBe("UTC"),
            () => plan.Ports.HaproxyStats.ShouldBe(8404),
            () => plan.Database.ShouldBe(Plans.Default.Database),
            () => plan.Images.ShouldBe(Plans.Default.Images),
            () => plan.Vip.ShouldBe(Plans.Default.Vip));
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        Plans.MistakesIn("// our plan\n" + Plans.DefaultJson.Replace("\"0.1.0\" }", "\"0.1.0\", },", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("""{ "name": "a", "name": "b" }""")]
    public void Text_that_is_no_json_is_one_mistake(string text) =>
        Plans.MistakesIn(text).ShouldHaveSingleItem().ShouldStartWith("the file is no valid JSON: ");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    public void Json_that_is_no_object_is_one_mistake(string text) =>
        Plans.MistakesIn(text).ShouldHaveSingleItem().ShouldBe("the file must hold one JSON object, { … }");

    [Fact]
    public void An_empty_object_lists_what_has_no_default() =>
        Plans.MistakesIn("{}").Select(mistake => mistake.Split(':')[0])
            .ShouldBe(["lan.cidr", "lan.gateway", "vip.address", "sites", "database.arbiter"]);

    [Fact]
    public void Every_value_of_the_wrong_type_is_named()
    {
        var mistakes = Plans.MistakesIn(Plans.With(
            ("name", 7), ("vip.routerId", "many"), ("ports.http", true), ("sites.host2.lb", 12), ("images", "none")));

        foreach (var path in new[] { "name", "vip.routerId", "ports.http", "sites.host2.lb", "images" })
            mistakes.ShouldContain($"{path}: has a value of the wrong type; compare it with the default topology.json", StringComparer.Ordinal);
    }

    [Fact]
    public void Without_a_third_machine_the_arbiter_must_be_another_one()
    {
        Plans.MistakesIn(Plans.With(("monitor", null))).ShouldHaveSingleItem()
            .ShouldBe("database.arbiter: etcd needs a third machine for its third vote; add monitor, or choose vip or manual");
        TopologyReader.Read(Plans.With(("monitor", null), ("database.arbiter", "vip"))).UsesEtcd.ShouldBeFalse();
        TopologyReader.Read(Plans.With(("monitor", null), ("database.arbiter", "manual"))).Monitor.ShouldBeNull();
    }
}
