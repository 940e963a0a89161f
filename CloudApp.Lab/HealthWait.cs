using System.Globalization;
using CloudApp.Operations;
using CloudApp.Operations.Deployment;

namespace CloudApp.Lab;

/// <summary>Waits until every service of every host is healthy, and says which is not.</summary>
public sealed class HealthWait(LabSystem lab, TimeProvider time)
{
    private const int PollMs = 500;
    private const int LogLines = 12;

    /// <summary>Returns when all is healthy.</summary>
    /// <param name="deadlineSeconds">How long to wait at most.</param>
    /// <param name="say">Gets one line whenever the picture changes.</param>
    /// <exception cref="UserException">Not everything was healthy in time; it names service, host and last log lines.</exception>
    public async Task RunAsync(int deadlineSeconds, Action<string> say, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var lastWords = string.Empty;
        while (true)
        {
            var sick = await FindSickAsync(cancellationToken);
            if (sick.Count == 0)
                return;
            var words = "waiting for " + string.Join(", ", sick.Select(pair => $"{pair.Host}/{pair.State.Service} ({pair.State.Word})"));
            if (!string.Equals(words, lastWords, StringComparison.Ordinal))
                say(words);
            lastWords = words;
            if (time.GetElapsedTime(start).TotalSeconds >= deadlineSeconds)
                throw await FailureAsync(sick, deadlineSeconds, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    /// <summary>Every service that is not healthy now, on every host that is on.</summary>
    public async Task<IReadOnlyList<(string Host, ServiceState State)>> FindSickAsync(CancellationToken cancellationToken)
    {
        var perHost = await Task.WhenAll(lab.Plan.Hosts.Select(async host =>
            (host.Name, States: await new BundleDeployment(lab, host.Name).ServicesAsync(cancellationToken))));
        return [.. perHost.SelectMany(pair => pair.States.Where(state => !state.IsHealthy).Select(state => (pair.Name, state)))];
    }

    private async Task<UserException> FailureAsync(
        IReadOnlyList<(string Host, ServiceState State)> sick, int deadlineSeconds, CancellationToken cancellationToken)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"Not everything is healthy after {deadlineSeconds} s:"),
        };
        foreach (var (host, state) in sick)
        {
            lines.Add($"  {host}/{state.Service} is {state.Word}. Its last log lines:");
            var log = await new BundleDeployment(lab, host).LogsAsync(state.Service, LogLines, cancellationToken);
            lines.AddRange(log.Split('\n').Select(line => $"    {line}"));
        }

        lines.Add($"More: './cloudapp lab exec {sick[0].Host} -- docker compose --project-directory {lab.Paths.Bundle(sick[0].Host)} logs {sick[0].State.Service}'. './cloudapp up' tries again from here, './cloudapp down' stops everything.");
        return new UserException(string.Join('\n', lines));
    }
}
