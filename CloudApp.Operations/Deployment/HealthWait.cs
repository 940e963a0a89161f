using System.Globalization;

namespace CloudApp.Operations.Deployment;

/// <summary>Waits until every service of every machine is healthy, and says which is not.</summary>
/// <param name="advice">A sentence for the end of a failure's message: how to go on.</param>
public sealed class HealthWait(IReadOnlyList<BundleDeployment> deployments, TimeProvider time, string advice = "")
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
            var words = "waiting for " + string.Join(", ", sick.Select(one => $"{one.On.Host}/{one.State.Service} ({one.State.Word})"));
            if (!string.Equals(words, lastWords, StringComparison.Ordinal))
                say(words);
            lastWords = words;
            if (time.GetElapsedTime(start).TotalSeconds >= deadlineSeconds)
                throw await FailureAsync(sick, deadlineSeconds, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(BundleDeployment On, ServiceState State)>> FindSickAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(deployments.Select(async deployment => (On: deployment, States: await deployment.ServicesAsync(cancellationToken))));
        return [.. all.SelectMany(static one => one.States.Where(static state => !state.IsHealthy).Select(state => (one.On, state)))];
    }

    private async Task<UserException> FailureAsync(
        IReadOnlyList<(BundleDeployment On, ServiceState State)> sick, int deadlineSeconds, CancellationToken cancellationToken)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"Not everything is healthy after {deadlineSeconds} s:"),
        };
        foreach (var (deployment, state) in sick)
        {
            lines.Add($"  {deployment.Host}/{state.Service} is {state.Word}. Its last log lines:");
            var log = await deployment.LogsAsync(state.Service, LogLines, cancellationToken);
            lines.AddRange(log.Split('\n').Select(line => $"    {line}"));
        }

        lines.Add($"More: '{sick[0].On.LogsCommand(sick[0].State.Service)}'. {advice}".TrimEnd());
        return new UserException(string.Join('\n', lines));
    }
}
