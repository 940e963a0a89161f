using System.Text.RegularExpressions;
using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Vip;
using CloudApp.Contracts.Settings;

namespace CloudApp.AppHost.Services;

/// <summary>The application outside of a container.</summary>
internal static partial class ApiDebugBuilderExtensions
{
    private static readonly HashSet<string> Connections = new(StringComparer.Ordinal)
    {
        ApplicationSettingKeys.WriteConnection.Variable, ApplicationSettingKeys.ReadConnection.Variable,
    };

    /// <summary>
    /// Adds the application as a process of this machine that uses a site's database and store, for the debugger. It starts when
    /// it is told to, and no load balancer knows it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddApiForDebugging(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<VipResource> vip, IResourceBuilder<HostResource> site)
    {
        var host = site.Resource;
        var ports = host.Lan.Plan.Ports;
        var api = builder.AddProject<Projects.CloudApp_Api>(name)
            .WithHttpEndpoint()
            .WithExplicitStart()
            .WithIconName("Bug")
            .WaitFor(vip)
            .ExcludeFromManifest();
        foreach (var (key, text) in host.Bundle.Services[ServiceBuilderExtensions.ApiServiceName].Environment)
        {
            var value = text;
            if (Connections.Contains(key))
                value = Server().Replace(value, match => string.Equals(match.Groups["port"].Value, $"{ports.MysqlReadWrite}", StringComparison.Ordinal) ? "{mysql}" : "{mysql-reads}");
            else if (key.StartsWith(ObjectStoreSettingKeys.Endpoints.VariableAt(""), StringComparison.Ordinal))
                value = "{s3}";
            else if (string.Equals(key, ApplicationSettingKeys.SpoolDirectory.Variable, StringComparison.Ordinal))
                value = Path.Combine(Path.GetTempPath(), "cloudapp-spool");
            api.WithEnvironment(key, NodeServiceBuilderExtensions.Value(value, host, name => vip.GetEndpoint($"{host.Name}-{name}")));
        }

        return api;
    }

    [GeneratedRegex("Server=[^;]*;Port=(?<port>[0-9]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Server();
}
