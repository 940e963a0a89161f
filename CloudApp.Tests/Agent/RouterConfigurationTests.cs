using CloudApp.Agent.Routing;
using CloudApp.Agent.Settings;
using CloudApp.Operations;
using CloudApp.ServiceDefaults.Settings;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class RouterConfigurationTests
{
    private static readonly RouterSettings Settings = new("host1", "192.168.64.12", []) { ReadWritePort = 3306, ReadOnlyPort = 3307 };

    private static string Template => File.ReadAllText(Path.Combine(ProjectRoot.Find(), "infra", "mysqlrouter", "mysqlrouter.conf"));

    [Fact]
    public void The_routes_are_bound_to_the_load_balancers_address_only()
    {
        var text = RouterConfiguration.Render(Template, Settings, new RouterDestinations(["10.0.0.1:3306"], ["10.0.0.2:3306", "10.0.0.1:3306"], 1));
        Lines(text, "bind_address").ShouldBe(["bind_address = 192.168.64.12", "bind_address = 192.168.64.12"]);
        Lines(text, "bind_port").ShouldBe(["bind_port = 3306", "bind_port = 3307"]);
        Lines(text, "destinations").ShouldBe(["destinations = 10.0.0.1:3306", "destinations = 10.0.0.2:3306,10.0.0.1:3306"]);
    }

    [Fact]
    public void A_route_without_a_destination_is_left_out_and_so_refuses()
    {
        var text = RouterConfiguration.Render(Template, Settings, new RouterDestinations([], ["10.0.0.2:3306"], 1));
        text.ShouldNotContain(RouterConfiguration.ReadWriteSection);
        Lines(text, "bind_port").ShouldBe(["bind_port = 3307"]);
        text.ShouldContain("[destination_status]");
    }

    [Fact]
    public void What_is_fixed_in_the_template_stays()
    {
        var text = RouterConfiguration.Render(Template, Settings, new RouterDestinations(["a:1"], ["b:1"], 1));
        Lines(text, "client_ssl_mode").ShouldAllBe(line => line == "client_ssl_mode = PASSTHROUGH");
        Lines(text, "max_connect_errors").ShouldAllBe(line => line == "max_connect_errors = 4294967295");
        Lines(text, "connect_timeout").ShouldBe(["connect_timeout = 1", "connect_timeout = 1"]);
    }

    [Fact]
    public void A_template_without_a_route_is_refused_with_its_name() =>
        Should.Throw<SettingsException>(() => RouterConfiguration.Render("[DEFAULT]\n", Settings, RouterDestinations.None))
            .Message.ShouldContain(Settings.Template);

    private static List<string> Lines(string text, string key) =>
        [.. text.Split('\n').Where(line => line.StartsWith(key + " ", StringComparison.Ordinal))];
}
