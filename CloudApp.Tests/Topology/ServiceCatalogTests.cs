using System.Reflection;
using System.Text.Json.Nodes;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Rendering;
using CloudApp.Topology.Services;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

/// <summary>A service is one definition: all that must know of it enumerates the definitions.</summary>
[Trait("Layer", "pure")]
public sealed class ServiceCatalogTests
{
    /// <summary>A service that no other file of the repository knows.</summary>
    private sealed class MadeUp : ServiceDefinition
    {
        private static readonly PortDefinition Http = new("madeUp", 9999, Node.Data, Callers.Monitor, "Something made up");

        public override string Name => "made-up";
        public override Placement Placement => Placement.EachHost;
        public override int MemoryMiB => 4096;
        public override int StopSeconds => 3;
        public override ImageProgram Program => ImageProgram.Backup;
        public override IReadOnlyList<PortDefinition> Ports { get; } = [Http];
        public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("made-up", Http)];
        public override IReadOnlyList<string> ConfigurationFiles => ["mysql/my.cnf"];

        protected override ContainerEnvironment Environment(Machine machine) => new ContainerEnvironment().AddSecrets("MADE_UP_PASSWORD");

        protected override ComposeService Refine(Machine machine, ComposeService service) => service with { Volumes = ["made-up-data:/data"] };
    }

    private static readonly ServiceCatalog Catalog = ServiceCatalog.Standard.With(new MadeUp());

    private static string Json(JsonNode port) => Plans.With(("ports.madeUp", port));

    [Fact]
    public void A_new_service_runs_in_the_bundles_of_its_machines_with_image_secret_memory_and_files()
    {
        var plan = TopologyReader.Read(Plans.DefaultJson, Catalog);
        var before = BundleRenderer.Render(Plans.Default);
        var after = BundleRenderer.Render(plan, Catalog);

        foreach (var host in (int[])[0, 1])
        {
            var service = ComposeText.Services(after[host])["made-up"];
            service.Text("image").ShouldBe("cloudapp/made-up:0.1.0");
            service.Text("mem_limit").ShouldBe("4096m");
            service.Text("stop_grace_period").ShouldBe("3s");
            service.List("ports").ShouldBe([$"{plan.Sites[host].Data}:9999:9999"]);
            service["depends_on"]["addresses"]["condition"].ToString().ShouldBe("service_healthy");
            after[host].Files[0].Content.ShouldContain("\n  made-up-data: {}\n");
            after[host].Secrets.Except(before[host].Secrets, StringComparer.Ordinal).ShouldBe(["MADE_UP_PASSWORD"]);
            after[host].Images.Except(before[host].Images).ShouldBe([new BundleImage("made-up", "cloudapp/made-up:0.1.0")]);
            after[host].MemoryMiB.ShouldBe(before[host].MemoryMiB + 4096);
        }
        ComposeText.Services(after[2]).Keys.ShouldBe(ComposeText.Services(before[2]).Keys, "it does not run on the third machine");
    }

    [Fact]
    public void A_new_service_is_in_the_list_of_images_with_its_program() =>
        Catalog.Images.Except(ServiceCatalog.Standard.Images).ShouldBe([new ImageComponent("made-up", ImageProgram.Backup)]);

    [Fact]
    public void A_new_service_is_scraped()
    {
        var files = BundleRenderer.Render(TopologyReader.Read(Json(9998), Catalog), Catalog)[2].Files.ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);

        files["prometheus/prometheus.yml"].ShouldContain("  - job_name: made-up\n    file_sd_configs:\n      - files: [/etc/prometheus/targets/made-up.json]\n");
        var targets = JsonNode.Parse(files["prometheus/targets/made-up.json"])!.AsArray();
        targets.Select(group => group!["targets"]![0]!.ToString()).ShouldBe(["192.168.64.14:9998", "192.168.64.17:9998"]);
        targets.Select(group => group!["labels"]!["site"]!.ToString()).ShouldBe(["host1", "host2"]);
    }

    [Fact]
    public void The_port_of_a_new_service_is_a_setting_with_default_range_collisions_and_reference()
    {
        TopologyReader.Read(Plans.DefaultJson, Catalog).Ports["madeUp"].ShouldBe(9999);
        TopologyReader.Read(Json(9998), Catalog).Ports["madeUp"].ShouldBe(9998);
        MistakesIn(Json(70000)).ShouldBe(["ports.madeUp: 70000 is out of range; choose 1 to 65535"]);
        MistakesIn(Json(8008)).ShouldHaveSingleItem()
            .ShouldStartWith("ports.madeUp: 8008 is used twice on 192.168.64.14 (host1) and 192.168.64.17 (host2): also by ports.agent (database)");
        Catalog.Bindings(TopologyReader.Read(Plans.DefaultJson, Catalog)).Count(binding => string.Equals(binding.Key, "madeUp", StringComparison.Ordinal)).ShouldBe(2);
        SettingsReference.Render(Catalog).ShouldContain("| `madeUp` | 9999 | made-up | data | monitor | Something made up |");
        Plans.MistakesIn(Json(9998)).ShouldHaveSingleItem().ShouldStartWith("ports.madeUp: unknown key");
    }

    [Fact]
    public void Every_service_has_a_folder_with_a_Dockerfile()
    {
        foreach (var image in ServiceCatalog.Standard.Images)
            File.Exists(Path.Combine(CloudApp.Operations.ProjectRoot.Find(), "infra", image.Name, "Dockerfile")).ShouldBeTrue(image.Name);
    }

    [Fact]
    public void Names_and_ports_are_declared_once()
    {
        ServiceCatalog.Standard.Services.Select(service => service.Name).ShouldBeUnique(StringComparer.Ordinal);
        ServiceCatalog.Standard.Ports.Select(port => port.Key).ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public void Every_port_that_other_rooms_ask_for_by_name_is_declared()
    {
        foreach (var property in typeof(Ports).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
            Should.NotThrow(() => property.GetValue(Plans.Default.Ports), property.Name);
    }

    private static IReadOnlyList<string> MistakesIn(string json) =>
        [.. Should.Throw<TopologyException>(() => TopologyReader.Read(json, Catalog)).Mistakes.Select(mistake => mistake.ToString())];
}
