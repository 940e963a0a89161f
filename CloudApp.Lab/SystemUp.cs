using System.Globalization;
using System.Net;
using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Images;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Services;

namespace CloudApp.Lab;

/// <summary>From nothing to a system that serves: engine, images, bundles, machines, health, forwarder. Whatever is
/// there already is kept, so that doing it again is quick.</summary>
public sealed class SystemUp(LabContext context, ImageSource imageSource, TimeProvider time)
{
    private const int HealthySeconds = 300;
    private const int AnswerTimeoutMs = 2000;
    private const int AnswerSeconds = 60;
    private const int PollMs = 200;

    private LabSystem Lab => context.Lab;

    /// <summary>Does it all.</summary>
    /// <param name="port">Port of 127.0.0.1 that leads to the VIP, or null for none.</param>
    /// <exception cref="UserException">Something failed; the message says what, where, and what to do.</exception>
    public async Task RunAsync(int? port, IProgress<string> progress, CancellationToken cancellationToken)
    {
        await context.Installer.EnsureAsync(progress, cancellationToken);
        var images = await imageSource.EnsureAsync(ServiceCatalog.Standard.Images, progress, cancellationToken);

        progress.Report("writing the bundles");
        await new Publisher(time).PublishAsync(context.Topology, Lab.Paths.Bundles, withSecrets: true, cancellationToken);

        progress.Report($"booting {string.Join(", ", Lab.Plan.Hosts.Select(host => host.Name))}");
        await Lab.UpAsync(cancellationToken);
        await Task.WhenAll(Lab.Plan.Hosts.Select(host => DeployAsync(host.Name, images, progress, cancellationToken)));

        await new HealthWait(context.Deployments, time, $"'./cloudapp up --lab {Lab.Plan.Name}' tries again from here, './cloudapp down --lab {Lab.Plan.Name}' stops everything.").RunAsync(HealthySeconds, progress.Report, cancellationToken);
        await WaitForAnswerAsync(progress, cancellationToken);
        if (port is { } number)
            await Lab.Forwarder.EnsureAsync(number, context.Topology.Vip.Address, context.Topology.Ports.Http, cancellationToken);
        progress.Report("everything is healthy");
    }

    private async Task DeployAsync(
        string host, IReadOnlyList<BuiltImage> images, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var deployment = context.Deployment(host);
        await deployment.PrepareAsync(cancellationToken);
        await deployment.LoadImagesAsync(images, progress.Report, cancellationToken);
        progress.Report($"{host}: starting the bundle");
        await deployment.StartAsync(cancellationToken);
    }

    // Containers may be healthy a moment before the load balancer has seen it.
    private async Task WaitForAnswerAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://{context.Topology.Vip.Address}:{context.Topology.Ports.Http}/health");
        progress.Report($"asking {address}");
        using var client = new HttpClient(Lab.Client.CreateHandler(AnswerTimeoutMs));
        client.Timeout = TimeSpan.FromMilliseconds(AnswerTimeoutMs);
        var start = time.GetTimestamp();
        var last = "nothing";
        while (time.GetElapsedTime(start).TotalSeconds < AnswerSeconds)
        {
            try
            {
                using var answer = await client.GetAsync(address, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
                last = string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}");
            }
            catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }

        throw new UserException($"Every service is healthy, but {address} did not answer 200 within {AnswerSeconds} s (last: {last}). './cloudapp status --lab {Lab.Plan.Name}' shows who holds the VIP.");
    }
}
