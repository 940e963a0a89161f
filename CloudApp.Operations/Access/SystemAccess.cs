using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;
using CloudApp.Operations.Machines;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Access;

/// <summary>Connections to the agents and the backup services of a system, with the token of its bundles.</summary>
public static class SystemAccess
{
    private const string TokenName = SecretNames.AgentToken;

    /// <summary>Both sites' agents.</summary>
    /// <param name="envFile">The .env of a bundle; null for that of the first site's bundle.</param>
    /// <exception cref="UserException">No token was found.</exception>
    public static async Task<AgentPair> OpenAgentsAsync(OperatedSystem system, string? envFile, TimeProvider time, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(system, envFile, cancellationToken);
        return new AgentPair([.. system.Plan.Sites.Select(site => new AgentClient(site.Name, Address(site, system.Plan.Ports.Agent), token, Handler(system)))], time);
    }

    /// <summary>Both hosts' backup services.</summary>
    /// <param name="envFile">As for the agents.</param>
    /// <exception cref="UserException">No token was found.</exception>
    public static async Task<BackupPair> OpenBackupsAsync(OperatedSystem system, string? envFile, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(system, envFile, cancellationToken);
        return new BackupPair([.. system.Plan.Sites.Select(site => new BackupClient(site.Name, Address(site, system.Plan.Ports.Backup), token, Handler(system)))]);
    }

    /// <summary>The agents, of which at least one answers.</summary>
    /// <exception cref="UserException">None does, or no token was found; the message says how to name another system.</exception>
    public static async Task<AgentPair> OpenAnsweringAgentsAsync(OperatedSystem system, string? envFile, TimeProvider time, CancellationToken cancellationToken)
    {
        var pair = await OpenAgentsAsync(system, envFile, time, cancellationToken);
        if (Array.TrueForAll(await pair.LookAsync(cancellationToken), static status => status is null))
        {
            pair.Dispose();
            throw system.Silent("No database agent");
        }
        return pair;
    }

    private static Uri Address(Site site, int port) => new($"http://{site.Data}:{port}");

    private static SocketsHttpHandler Handler(OperatedSystem system) => system.Observer.CreateHttpHandler(TimeLimits.Question);

    private static async Task<string> TokenAsync(OperatedSystem system, string? envFile, CancellationToken cancellationToken)
    {
        var file = envFile ?? Path.Combine(system.BundleOf(system.Plan.Sites[0].Name), ".env");
        if (!File.Exists(file))
            throw new UserException($"There is no {file}, which holds {TokenName} of {system.Name}. Name a bundle's .env with --env FILE. {system.Hint}".TrimEnd());
        return (await EnvFile.LoadAsync(file, cancellationToken))[TokenName]
            ?? throw new UserException($"{file} has no {TokenName}. './cloudapp publish' writes what is missing.");
    }
}
