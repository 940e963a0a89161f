using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Rendering;
using Shouldly;
using Xunit;
using YamlDotNet.Core;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class BundleRendererTests
{
    private static readonly IReadOnlyList<Bundle> Bundles = BundleRenderer.Render(Plans.Default);

    [Fact]
    public void The_services_of_a_written_file_are_read_back_and_what_is_no_such_file_has_none()
    {
        ComposeReader.ServicesOf("name: cloudapp\nservices:\n  api:\n    image: a\n  router: {}\nvolumes: {}\n").ShouldBe(["api", "router"]);
        foreach (var broken in new[] { "", "services:", "services: [api]", "- api", "services: {" })
            ComposeReader.ServicesOf(broken).ShouldBeEmpty(broken);
    }

    [Fact]
    public void Each_machine_runs_its_services()
    {
        string[] site = ["addresses", "haproxy", "keepalived", "router", "database", "objectstore", "api", "backup", "node-exporter", "etcd"];

        Bundles.Select(bundle => bundle.Name).ShouldBe(["host1", "host2", "monitor"]);
        ComposeText.Services(Bundles[0]).Keys.ShouldBe(site);
        ComposeText.Services(Bundles[1]).Keys.ShouldBe(site);
        ComposeText.Services(Bundles[2]).Keys.ShouldBe(["prometheus", "node-exporter", "etcd"]);
    }

    [Fact]
    public void Without_a_third_machine_there_are_two_bundles_and_no_etcd()
    {
        var bundles = BundleRenderer.Render(TopologyReader.Read(Plans.With(("monitor", null), ("database.arbiter", "vip"))));

        bundles.Select(bundle => bundle.Name).ShouldBe(["host1", "host2"]);
        bundles.ShouldAllBe(bundle => !bundle.Files[0].Content.Contains("etcd", StringComparison.OrdinalIgnoreCase));
        var database = ComposeText.Services(bundles[0])["database"].Environment();
        database["Agent__Arbiter"].Value.ShouldBe("vip");
        database["Agent__VipUrl"].Value.ShouldBe("http://192.168.64.10:8404/lb-site");
        database["Agent__PeerHostUrl"].Value.ShouldBe("http://192.168.64.15:8404/lb-health");
        database["Agent__Gateway"].Value.ShouldBe("192.168.64.1");
    }

    [Fact]
    public void The_manual_arbiter_has_no_etcd_and_asks_for_no_probes()
    {
        var bundles = BundleRenderer.Render(TopologyReader.Read(Plans.With(("database.arbiter", "manual"))));

        bundles.ShouldAllBe(bundle => !ComposeText.Services(bundle).ContainsKey("etcd"));
        var database = ComposeText.Services(bundles[1])["database"].Environment();
        database["Agent__Arbiter"].Value.ShouldBe("manual");
        database.Keys.ShouldNotContain(name => name == "Agent__VipUrl" || name == "Agent__Gateway" || name == "Agent__EtcdEndpoints");
    }

    [Fact]
    public void Every_service_comes_back_by_itself_and_has_no_more_rights_than_it_needs()
    {
        foreach (var service in Bundles.SelectMany(bundle => ComposeText.Services(bundle).Values))
        {
            service.Text("restart").ShouldBe("always");
            service.Text("read_only").ShouldBe("true");
            service.List("cap_drop").ShouldBe(["ALL"]);
            service.List("security_opt").ShouldBe(["no-new-privileges:true"]);
            service.Text("privileged").ShouldBeNull();
            service.Text("mem_limit").ShouldNotBeNull();
            service.Text("stop_grace_period").ShouldNotBeNull();
            service["logging"]["options"]["max-size"].ToString().ShouldBe("10m");
        }
    }

    [Fact]
    public void Only_what_handles_the_hosts_network_gets_capabilities() =>
        ComposeText.Services(Bundles[0]).Where(service => service.Value.List("cap_add").Count > 0).Select(service => service.Key)
            .ShouldBe(["addresses", "haproxy", "keepalived"]);

    [Fact]
    public void A_published_port_names_its_address()
    {
        var ports = Bundles.SelectMany(bundle => ComposeText.Services(bundle).Values).SelectMany(service => service.List("ports")).ToList();

        ports.Count.ShouldBeGreaterThan(10);
        ports.ShouldAllBe(port => port.StartsWith("192.168.64.", StringComparison.Ordinal) && port.Count(letter => letter == ':') == 2);
    }

    [Fact]
    public void Services_wait_for_the_addresses_but_not_for_one_another()
    {
        foreach (var (name, service) in ComposeText.Services(Bundles[0]).Where(service => service.Key is not "addresses"))
        {
            service["depends_on"]["addresses"]["condition"].ToString().ShouldBe("service_healthy", name);
        }
        ComposeText.Services(Bundles[0])["database"]["depends_on"].AllNodes.Count().ShouldBe(5, "addresses and its condition only");
    }

    [Fact]
    public void The_peers_addresses_are_crossed()
    {
        var first = ComposeText.Services(Bundles[0])["haproxy"].Environment();
        var second = ComposeText.Services(Bundles[1])["haproxy"].Environment();

        first["APP_OWN"].Value.ShouldBe("192.168.64.13:8000");
        first["APP_PEER"].Value.ShouldBe("192.168.64.16:8000");
        second["APP_OWN"].Value.ShouldBe(first["APP_PEER"].Value);
        second["APP_PEER"].Value.ShouldBe(first["APP_OWN"].Value);
        second["APP_OWN_NAME"].Value.ShouldBe("app2");
        second["STORE_OWN"].Value.ShouldBe(first["STORE_PEER"].Value);
    }

    [Fact]
    public void The_first_site_has_the_higher_priority() =>
        Bundles.Take(2).Select(bundle => ComposeText.Services(bundle)["keepalived"].Environment()["PRIORITY"].Value).ShouldBe(["100", "90"]);

    [Fact]
    public void An_environment_value_is_always_a_string()
    {
        foreach (var (name, value) in Bundles.SelectMany(bundle => ComposeText.Services(bundle).Values).SelectMany(service => service.Environment()))
        {
            if (double.TryParse(value.Value, out _) || value.Value is "true" or "false")
                value.Style.ShouldBe(ScalarStyle.DoubleQuoted, name);
        }
    }

    [Fact]
    public void A_missing_image_is_an_error_where_no_registry_is_named()
    {
        foreach (var service in Bundles.SelectMany(bundle => ComposeText.Services(bundle).Values))
        {
            service.Text("pull_policy").ShouldBe("never");
            service.Text("image")!.ShouldStartWith("cloudapp/");
        }
    }

    [Fact]
    public void A_registry_is_put_before_every_image()
    {
        var bundles = BundleRenderer.Render(TopologyReader.Read(Plans.With(("images.registry", "registry.example:5000/team"), ("images.tag", "9"))));

        var service = ComposeText.Services(bundles[0])["api"];
        service.Text("image").ShouldBe("registry.example:5000/team/cloudapp/api:9");
        service.Text("pull_policy").ShouldBe("missing");
        bundles[2].Images.Select(image => image.Reference).ShouldAllBe(reference => reference.StartsWith("registry.example:5000/team/cloudapp/"));
    }

    [Fact]
    public void A_moved_agent_port_moves_the_health_check()
    {
        var bundles = BundleRenderer.Render(TopologyReader.Read(Plans.With(("ports.agent", 18008))));

        ComposeText.Services(bundles[0])["database"]["healthcheck"]["test"][3].ToString().ShouldBe("http://127.0.0.1:18008/healthz");
        ComposeText.Services(Bundles[0])["database"].Text("healthcheck").ShouldBeNull();
    }

    [Fact]
    public void Each_bundle_asks_for_the_secrets_that_its_services_use()
    {
        Bundles[0].Secrets.Count.ShouldBe(12);
        Bundles[1].Secrets.ShouldBe(Bundles[0].Secrets);
        Bundles[2].Secrets.ShouldBe([SecretNames.TlsCaCertificate, SecretNames.TlsCertificate, SecretNames.TlsKey]);
    }

    [Fact]
    public void Prometheus_knows_every_target()
    {
        var targets = Bundles[2].Files.Where(file => file.Path.StartsWith("prometheus/targets/", StringComparison.Ordinal)).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);

        foreach (var last in new[] { 12, 13, 14, 15, 16, 17, 20 })
            targets["prometheus/targets/node-exporter.json"].ShouldContain($"\"192.168.64.{last}:9100\"");
        targets["prometheus/targets/haproxy.json"].ShouldContain("\"192.168.64.15:8404\"");
        targets["prometheus/targets/api.json"].ShouldContain("\"192.168.64.16:8000\"");
        targets["prometheus/targets/backup.json"].ShouldContain("\"192.168.64.17:8010\"");
        targets["prometheus/targets/agent.json"].ShouldContain("\"192.168.64.17:8008\"");
    }

    [Fact]
    public void Every_mounted_file_is_in_the_bundle()
    {
        foreach (var bundle in Bundles)
        {
            var sources = ComposeText.Services(bundle).Values.SelectMany(service => service.List("volumes"))
                .Where(mount => mount.StartsWith("./", StringComparison.Ordinal)).Select(mount => mount.Split(':')[0][2..]);
            foreach (var source in sources)
                bundle.Files.ShouldContain(file => file.Path == source || file.Path.StartsWith(source + "/", StringComparison.Ordinal), source);
        }
    }

    [Fact]
    public void The_operators_text_is_about_ten_lines() =>
        Bundles.ShouldAllBe(bundle => bundle.Files.Single(file => file.Path == "README.md").Content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 10);
}
