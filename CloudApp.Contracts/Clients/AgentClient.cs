using System.Globalization;
using System.Net.Http.Json;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Json;

namespace CloudApp.Contracts.Clients;

/// <summary>One site's database agent. Every question is bounded.</summary>
/// <param name="address">Such as http://192.168.64.14:8008.</param>
/// <param name="token">AGENT_TOKEN of the bundle's .env; null where only its status is asked.</param>
/// <param name="handler">Where connections start: this machine, or a machine elsewhere. It is disposed with this.</param>
public sealed class AgentClient(string site, Uri address, string? token, HttpMessageHandler handler) : IDisposable
{
    private readonly ServiceConnection _agent = new($"The database agent of {site}", address, token, handler);

    public string Site { get; } = site;

    /// <summary>What it says of itself.</summary>
    /// <exception cref="ServiceException">It does not answer.</exception>
    public Task<AgentStatus> StatusAsync(CancellationToken cancellationToken) =>
        _agent.AskAsync(ServiceRequest.Open(AgentRoutes.Status, TimeLimits.Question), ContractsJson.Default.AgentStatus, cancellationToken);

    /// <summary>The same; null when it does not answer.</summary>
    public Task<AgentStatus?> TryStatusAsync(CancellationToken cancellationToken) =>
        _agent.TryAskAsync(ServiceRequest.Open(AgentRoutes.Status, TimeLimits.Question), ContractsJson.Default.AgentStatus, cancellationToken);

    /// <summary>Its status as soon as the version is another one, or the unchanged one after the wait; null when it does not answer.</summary>
    /// <param name="wait">Up to 5 s.</param>
    public Task<AgentStatus?> TryWatchAsync(long version, TimeSpan wait, CancellationToken cancellationToken) =>
        _agent.TryAskAsync(
            ServiceRequest.Open(
                string.Create(CultureInfo.InvariantCulture, $"{AgentRoutes.Watch}?version={version}&waitMs={wait.TotalMilliseconds:0}"), wait + TimeLimits.WatchGrace),
            ContractsJson.Default.AgentStatus, cancellationToken);

    /// <summary>Asks the primary to hand its role to the other site.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task SwitchOverAsync(CancellationToken cancellationToken) =>
        _agent.OrderAsync(ServiceRequest.Post(AgentRoutes.Switchover, TimeLimits.Order), cancellationToken);

    /// <summary>Makes this site primary without proof that it has every acknowledged write.</summary>
    /// <param name="lose">The other site, whose unreplicated writes are given up.</param>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task ForceFailoverAsync(string lose, CancellationToken cancellationToken) =>
        _agent.OrderAsync(ServiceRequest.Post($"{AgentRoutes.Failover}?lose={Uri.EscapeDataString(lose)}", TimeLimits.Order), cancellationToken);

    /// <summary>Starts a new record from this site's data.</summary>
    /// <param name="aboveEpoch">The highest epoch that either host has seen.</param>
    /// <param name="aboveHistory">The same of the history.</param>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task StartNewRecordAsync(long aboveEpoch, long aboveHistory, CancellationToken cancellationToken) =>
        _agent.OrderAsync(
            ServiceRequest.Post(string.Create(CultureInfo.InvariantCulture, $"{AgentRoutes.NewRecord}?epoch={aboveEpoch}&history={aboveHistory}"), TimeLimits.Order),
            cancellationToken);

    /// <summary>Asks the primary to close the pair for a restore.</summary>
    /// <param name="reason">Every status repeats it until the pair is open again.</param>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task CloseAsync(string reason, CancellationToken cancellationToken) =>
        _agent.OrderAsync(ServiceRequest.Post($"{AgentRoutes.Close}?reason={Uri.EscapeDataString(reason)}", TimeLimits.Order), cancellationToken);

    /// <summary>Removes the data of the closed host, and says how to reach the empty server that is started.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task<RestoreAccess> BeginRestoreAsync(CancellationToken cancellationToken) =>
        _agent.AskAsync(ServiceRequest.Post(AgentRoutes.BeginRestore, TimeLimits.RestoreStep), ContractsJson.Default.RestoreAccess, cancellationToken);

    /// <summary>Opens the pair with what came into the empty server.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task CompleteRestoreAsync(CancellationToken cancellationToken) =>
        _agent.OrderAsync(ServiceRequest.Post(AgentRoutes.CompleteRestore, TimeLimits.RestoreStep), cancellationToken);

    /// <summary>Tells the other agent what this one knows.</summary>
    /// <exception cref="ServiceException">It refuses or does not answer.</exception>
    public Task ReportAsync(PeerReport report, CancellationToken cancellationToken) =>
        _agent.OrderAsync(
            ServiceRequest.Post(AgentRoutes.PeerReport, TimeLimits.Report, JsonContent.Create(report, ContractsJson.Default.PeerReport)), cancellationToken);

    public void Dispose() => _agent.Dispose();
}
