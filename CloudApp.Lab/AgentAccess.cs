using CloudApp.Contracts.Clients;
using CloudApp.Operations;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;

namespace CloudApp.Lab;

/// <summary>Finds the way to both agents and their token: inside a running lab, else over this machine's own network.</summary>
public static class AgentAccess
{
    private const string TokenName = SecretNames.AgentToken;
    private const int ConnectTimeoutMs = 2000;

    /// <summary>Both sites' agents.</summary>
    /// <param name="labName">Used when a lab of that name is up.</param>
    /// <param name="envFile">The .env of a bundle, or null for the lab's or for compose/HOST/.env.</param>
    /// <exception cref="UserException">The plan has mistakes, or no token was found.</exception>
    public static async Task<AgentPair> OpenAsync(
        string topologyFile, string labName, string? envFile, TimeProvider time, CancellationToken cancellationToken)
    {
        var way = await FindAsync(topologyFile, labName, envFile, time, cancellationToken);
        return Pair(way.Plan, way.Token, time, way.Handler);
    }

    /// <summary>Both hosts' backup services, found in the same way.</summary>
    /// <exception cref="UserException">The plan has mistakes, or no token was found.</exception>
    public static async Task<BackupPair> OpenBackupsAsync(
        string topologyFile, string labName, string? envFile, TimeProvider time, CancellationToken cancellationToken)
    {
        var way = await FindAsync(topologyFile, labName, envFile, time, cancellationToken);
        return Backups(way);
    }

    /// <summary>Both agents of a lab, asked from the client's place.</summary>
    public static async Task<AgentPair> OpenLabAsync(LabContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var way = await FindInLabAsync(context, cancellationToken);
        return Pair(way.Plan, way.Token, time, way.Handler);
    }

    /// <summary>Both hosts' backup services of a lab.</summary>
    public static async Task<BackupPair> OpenLabBackupsAsync(LabContext context, CancellationToken cancellationToken) =>
        Backups(await FindInLabAsync(context, cancellationToken));

    private static async Task<Way> FindAsync(
        string topologyFile, string labName, string? envFile, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = await TopologyLoader.LoadAsync(topologyFile, cancellationToken);
        if (FileIdentity.NamespaceInode($"/run/netns/{labName}-{LabPlan.ClientName}") is not null)
            return await FindInLabAsync(await LabContext.OpenAsync(topologyFile, labName, time, cancellationToken), cancellationToken);

        var file = envFile ?? Path.Combine(ProjectRoot.Find(), "compose", plan.Sites[0].Name, ".env");
        return new Way(plan, await TokenAsync(file, cancellationToken), static () => new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromMilliseconds(ConnectTimeoutMs),
        });
    }

    private static async Task<Way> FindInLabAsync(LabContext context, CancellationToken cancellationToken)
    {
        var file = Path.Combine(context.Lab.Paths.Bundle(context.Topology.Sites[0].Name), ".env");
        return new Way(
            context.Topology, await TokenAsync(file, cancellationToken), () => context.Lab.Client.CreateHandler(ConnectTimeoutMs));
    }

    private static BackupPair Backups(Way way) => new(
        [.. way.Plan.Sites.Select(site =>
            new BackupClient(site.Name, new Uri($"http://{site.Data}:{way.Plan.Ports.Backup}"), way.Token, way.Handler()))]);

    private static AgentPair Pair(TopologyPlan plan, string token, TimeProvider time, Func<SocketsHttpHandler> handler) => new(
        [.. plan.Sites.Select(site => new AgentClient(site.Name, new Uri($"http://{site.Data}:{plan.Ports.Agent}"), token, handler()))],
        time);

    private static async Task<string> TokenAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new UserException($"There is no {file}, which holds {TokenName}. Name a bundle's .env with --env FILE, or start the lab with './cloudapp up'.");
        return (await EnvFile.LoadAsync(file, cancellationToken))[TokenName]
            ?? throw new UserException($"{file} has no {TokenName}. './cloudapp publish' writes what is missing.");
    }

    /// <summary>Where to ask, and with which token.</summary>
    private sealed record Way(TopologyPlan Plan, string Token, Func<SocketsHttpHandler> Handler);
}
