using CloudApp.Cli.Engine;
using CloudApp.Cli.Lab;
using CloudApp.Cli.Publish;
using CloudApp.Topology.Model;

namespace CloudApp.Cli.AgentClient;

/// <summary>Finds the way to both agents and their token: inside a running lab, else over this machine's own network.</summary>
public static class AgentAccess
{
    private const string TokenName = "AGENT_TOKEN";

    /// <summary>Both sites' agents.</summary>
    /// <param name="labName">Used when a lab of that name is up.</param>
    /// <param name="envFile">The .env of a bundle, or null for the lab's or for compose/HOST/.env.</param>
    /// <exception cref="UserException">The plan has mistakes, or no token was found.</exception>
    public static async Task<AgentPair> OpenAsync(
        string topologyFile, string labName, string? envFile, TimeProvider time, CancellationToken cancellation)
    {
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellation);
        if (FileIdentity.NamespaceInode($"/run/netns/{labName}-{LabPlan.ClientName}") is not null)
            return await OpenLabAsync(await LabContext.OpenAsync(topologyFile, labName, time, cancellation), time, cancellation);

        var file = envFile ?? Path.Combine(ProjectRoot.Find(), "compose", plan.Sites[0].Name, ".env");
        return Pair(plan, await TokenAsync(file, cancellation), time, static () => new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromMilliseconds(AgentConnection.DefaultTimeoutMs),
        });
    }

    /// <summary>Both agents of a lab, asked from the client's place.</summary>
    public static async Task<AgentPair> OpenLabAsync(LabContext context, TimeProvider time, CancellationToken cancellation)
    {
        var file = Path.Combine(context.Lab.Paths.Bundle(context.Topology.Sites[0].Name), ".env");
        return Pair(
            context.Topology, await TokenAsync(file, cancellation), time,
            () => context.Lab.Client.CreateHandler(AgentConnection.DefaultTimeoutMs));
    }

    /// <summary>Both backup services, on the same ways as the agents.</summary>
    /// <exception cref="UserException">The plan has mistakes, or no token was found.</exception>
    public static async Task<IReadOnlyList<RestoreConnection>> OpenRestoresAsync(
        string topologyFile, string labName, string? envFile, TimeProvider time, CancellationToken cancellation)
    {
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellation);
        Func<SocketsHttpHandler> handler = static () => new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromMilliseconds(AgentConnection.DefaultTimeoutMs) };
        var file = envFile ?? Path.Combine(ProjectRoot.Find(), "compose", plan.Sites[0].Name, ".env");
        if (FileIdentity.NamespaceInode($"/run/netns/{labName}-{LabPlan.ClientName}") is not null)
        {
            var context = await LabContext.OpenAsync(topologyFile, labName, time, cancellation);
            file = Path.Combine(context.Lab.Paths.Bundle(plan.Sites[0].Name), ".env");
            handler = () => context.Lab.Client.CreateHandler(AgentConnection.DefaultTimeoutMs);
        }
        var token = await TokenAsync(file, cancellation);
        return [.. plan.Sites.Select(site => new RestoreConnection(site.Name, new Uri($"http://{site.Data}:{plan.Ports.Backup}"), token, handler()))];
    }

    private static AgentPair Pair(TopologyPlan plan, string token, TimeProvider time, Func<SocketsHttpHandler> handler) => new(
        [.. plan.Sites.Select(site => new AgentConnection(site.Name, new Uri($"http://{site.Data}:{plan.Ports.Agent}"), token, handler()))],
        time);

    private static async Task<string> TokenAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            throw new UserException($"There is no {file}, which holds {TokenName}. Name a bundle's .env with --env FILE, or start the lab with './cloudapp up'.");
        return (await EnvFile.LoadAsync(file, cancellation))[TokenName]
            ?? throw new UserException($"{file} has no {TokenName}. './cloudapp publish' writes what is missing.");
    }
}
