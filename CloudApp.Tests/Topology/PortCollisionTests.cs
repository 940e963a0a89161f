using System.Text.Json.Nodes;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Rendering;
using CloudApp.Topology.Services;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class PortCollisionTests
{
    private static readonly (string Path, JsonNode? Value)[] OneAddressPerHost =
    [
        ("sites.host1.app", "192.168.64.12"), ("sites.host1.data", "192.168.64.12"),
        ("sites.host2.app", "192.168.64.15"), ("sites.host2.data", "192.168.64.15"),
    ];

    [Fact]
    public void One_address_per_host_says_which_ports_collide_and_how_to_move_them() =>
        Plans.MistakesIn(Plans.With(OneAddressPerHost)).ShouldBe(
        [
            "ports.objectStore: 9000 is used twice on 192.168.64.12 (host1) and 192.168.64.15 (host2): also by ports.s3Proxy (haproxy); "
                + "set ports.objectStore (objectstore) to another port, for example 9010, or give the two nodes different addresses",
            "ports.mysql: 3306 is used twice on 192.168.64.12 (host1) and 192.168.64.15 (host2): also by ports.mysqlReadWrite (router); "
                + "set ports.mysql (database) to another port, for example 3316, or give the two nodes different addresses",
        ]);

    [Fact]
    public void One_address_per_host_works_after_moving_the_ports_as_told()
    {
        var plan = TopologyReader.Read(Plans.With([.. OneAddressPerHost, ("ports.objectStore", 9010), ("ports.mysql", 3316)]));

        plan.Sites[0].Addresses.ShouldHaveSingleItem();
        var compose = BundleRenderer.Render(plan)[0].Files[0].Content;
        compose.ShouldContain("ADDRESSES: 192.168.64.12/24\n");
        compose.ShouldContain("- 192.168.64.12:3316:3316\n");
        compose.ShouldContain("- 192.168.64.12:9010:9010\n");
        compose.ShouldContain("LISTEN: 192.168.64.12:9100\n");
    }

    [Fact]
    public void A_port_used_twice_on_one_node_is_found() =>
        Plans.MistakesIn(Plans.With(("ports.agent", 3306))).ShouldHaveSingleItem()
            .ShouldStartWith("ports.agent: 3306 is used twice on 192.168.64.14 (host1) and 192.168.64.17 (host2): also by ports.mysql (database)");

    [Fact]
    public void Three_services_on_one_port_give_two_mistakes() =>
        Plans.MistakesIn(Plans.With(("ports.https", 80), ("ports.haproxyStats", 80))).Count.ShouldBe(2);

    [Fact]
    public void A_collision_on_the_third_machine_is_found() =>
        Plans.MistakesIn(Plans.With(("ports.prometheus", 9100))).ShouldHaveSingleItem()
            .ShouldStartWith("ports.nodeExporter: 9100 is used twice on 192.168.64.20 (monitor): also by ports.prometheus (prometheus)");

    [Fact]
    public void A_suggested_port_is_free()
    {
        var mistake = Plans.MistakesIn(Plans.With(("ports.agent", 3306), ("ports.api", 3316))).ShouldHaveSingleItem();

        mistake.ShouldContain("for example 3326");
    }

    [Fact]
    public void Without_etcd_its_ports_are_free()
    {
        Plans.MistakesIn(Plans.With(("ports.mysql", 2379))).Count.ShouldBe(1);
        Plans.MistakesIn(Plans.With(("ports.mysql", 2379), ("database.arbiter", "vip"))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_listed_port_is_bound_by_some_service()
    {
        var bound = ServiceCatalog.Standard.Bindings(Plans.Default).Select(binding => binding.Key).Distinct(StringComparer.Ordinal);

        bound.ShouldBe(ServiceCatalog.Standard.Ports.Select(port => port.Key), ignoreOrder: true);
    }
}
