using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Services;
using CloudApp.AppHost.Vip;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.AppHost.Tests;

/// <summary>What the AppHost describes, before anything starts.</summary>
public sealed class ModelTests
{
    private static Task<IDistributedApplicationTestingBuilder> BuildAsync() =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.CloudApp_AppHost>(TestContext.Current.CancellationToken);

    private static IEnumerable<NodeServiceResource> ServicesOf(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.OfType<NodeServiceResource>().Where(service => string.Equals(service.ServiceName, name, StringComparison.Ordinal));

    [Fact]
    public async Task Every_machine_of_the_plan_is_a_host()
    {
        await using var builder = await BuildAsync();

        var lan = builder.Resources.OfType<LanResource>().ShouldHaveSingleItem();
        builder.Resources.OfType<HostResource>().Select(host => host.Name).ShouldBe(lan.Bundles.Select(bundle => bundle.Name), ignoreOrder: true);
        builder.Resources.OfType<VipResource>().ShouldHaveSingleItem().Address.ShouldBe(lan.Plan.Vip.Address);
    }

    [Fact]
    public async Task Every_service_of_the_bundles_runs_except_what_one_machine_can_not_have_twice()
    {
        await using var builder = await BuildAsync();

        foreach (var host in builder.Resources.OfType<HostResource>())
        {
            builder.Resources.OfType<NodeServiceResource>().Where(service => service.Node.Host == host).Select(service => service.ServiceName)
                .ShouldBe(host.Bundle.Services.Keys.Except(["addresses", "node-exporter"], StringComparer.Ordinal), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Each_node_has_its_address_of_the_plan()
    {
        await using var builder = await BuildAsync();

        var plan = builder.Resources.OfType<LanResource>().Single().Plan;
        builder.Resources.OfType<NodeResource>().Select(node => node.Address)
            .ShouldBe([.. plan.Sites.SelectMany(site => site.Addresses), plan.Monitor!.Address], ignoreOrder: true);
    }

    [Fact]
    public async Task All_that_the_bundles_keep_secret_are_secret_parameters()
    {
        await using var builder = await BuildAsync();

        var parameters = builder.Resources.OfType<ParameterResource>().ToList();
        parameters.ShouldNotBeEmpty();
        parameters.ShouldAllBe(parameter => parameter.Secret);
        var lan = builder.Resources.OfType<LanResource>().Single();
        foreach (var bundle in lan.Bundles)
            bundle.Secrets.ShouldAllBe(secret => parameters.Contains(lan.Secrets[$"{bundle.Name}/{secret}"].Resource));
    }

    [Fact]
    public async Task A_containers_settings_are_those_of_the_bundle_and_its_secrets_stand_in_no_argument()
    {
        await using var builder = await BuildAsync();

        var api = ServicesOf(builder, "api").First();
        var arguments = api.Arguments([]).ToList();
        foreach (var name in api.Service.Environment.Keys)
            arguments.ShouldContain(name, StringComparer.Ordinal);
        arguments.ShouldContain(api.Service.Image, StringComparer.Ordinal);
        var secret = await builder.Resources.OfType<LanResource>().Single()
            .Secrets[$"{api.Node.Host.Name}/{SecretNames.StoreAppSecretKey}"].Resource.GetValueAsync(TestContext.Current.CancellationToken);
        secret.ShouldNotBeNullOrEmpty();
        arguments.ShouldAllBe(argument => !argument.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_application_waits_for_the_database_the_router_and_the_store()
    {
        await using var builder = await BuildAsync();

        var applications = ServicesOf(builder, "api").ToList();
        applications.ShouldNotBeEmpty();
        foreach (var api in applications)
        {
            var host = api.Node.Host.Name;
            api.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name)
                .ShouldBe([$"{host}-app", $"{host}-router", $"{host}-objectstore", $"{host}-database"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_site_can_lose_power_and_link_and_give_the_primary_away()
    {
        await using var builder = await BuildAsync();

        var lan = builder.Resources.OfType<LanResource>().Single();
        foreach (var site in builder.Resources.OfType<HostResource>().Where(host => lan.Plan.Sites.Any(site => string.Equals(site.Name, host.Name, StringComparison.Ordinal))))
        {
            var commands = site.Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name).ToList();
            foreach (var expected in new[] { "power-off", "power-on", "cut-link", "mend-link", "switchover" })
                commands.ShouldContain(expected, StringComparer.Ordinal);
        }
    }
}
