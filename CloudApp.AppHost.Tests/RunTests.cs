using System.Diagnostics;
using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CloudApp.AppHost.Engine;
using CloudApp.AppHost.Hosts;
using CloudApp.Operations.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CloudApp.AppHost.Tests;

/// <summary>Both sites on the machine's container engine, and the loss of one.</summary>
public sealed class RunTests(ITestOutputHelper output)
{
    private const int UpMinutes = 10;
    private const int FailoverSeconds = 60;
    private const int PauseMs = 200;
    private const string ResourceLogs = "CloudApp.AppHost.Resources";

    // The smallest PNG there is.
    private static readonly byte[] Image = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Uploads_go_on_when_a_site_loses_power_and_nothing_stays_behind()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var runner = new ProcessRunner(TimeProvider.System);
        Assert.SkipUnless(await MachineEngine.AnswersAsync(runner, cancellationToken), "No container engine answers.");

        string network;
        await using (var builder = await QuietBuilderAsync(cancellationToken))
        await using (var app = await builder.BuildAsync(cancellationToken))
        {
            var lan = app.Services.GetRequiredService<LanResource>();
            network = lan.Network;
            await app.StartAsync(cancellationToken);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("vip", WaitBehavior.StopOnResourceUnavailable, cancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(UpMinutes), TimeProvider.System, cancellationToken);
            using var client = app.CreateHttpClient("vip", "http");
            (await UploadAsync(client, "before", cancellationToken)).ShouldBeTrue();

            var host = builder.Resources.OfType<HostResource>().Single(host => string.Equals(host.Name, lan.Plan.Sites[0].Name, StringComparison.Ordinal));
            (await app.ResourceCommands.ExecuteCommandAsync(host, "power-off", cancellationToken)).Success.ShouldBeTrue();

            var watch = Stopwatch.StartNew();
            while (!await UploadAsync(client, "after", cancellationToken))
            {
                watch.Elapsed.TotalSeconds.ShouldBeLessThan(FailoverSeconds, "no upload after the loss of site 1");
                await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), TimeProvider.System, cancellationToken);
            }

            output.WriteLine($"An upload was taken {watch.Elapsed.TotalSeconds:0.0} s after site 1 had lost its power.");
            (await client.GetStringAsync(new Uri("/api/latest", UriKind.Relative), cancellationToken)).ShouldContain("after");
            await app.StopAsync(cancellationToken);
        }

        (await runner.RunAsync(new ProcessRequest(ContainerEngine.Command, ["ps", "--all", "--quiet", "--filter", $"label={ContainerEngine.OwnerLabel}={Environment.ProcessId}"]), cancellationToken))
            .StandardOutput.ShouldBeEmpty("containers stayed behind");
        (await runner.RunAsync(new ProcessRequest(ContainerEngine.Command, ["network", "inspect", network]), cancellationToken)).Succeeded.ShouldBeFalse("the network stayed behind");
    }

    // Two thousand lines of thirty containers would hide what the tests say.
    private static async Task<IDistributedApplicationTestingBuilder> QuietBuilderAsync(CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CloudApp_AppHost>(cancellationToken);
        builder.Services.AddLogging(static logging => logging.AddFilter(ResourceLogs, LogLevel.None));
        return builder;
    }

    private static async Task<bool> UploadAsync(HttpClient client, string name, CancellationToken cancellationToken)
    {
        using var image = new ByteArrayContent(Image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { image, "image", "dot.png" } };
        try
        {
            using var answer = await client.PostAsync(new Uri("/api/upload", UriKind.Relative), form, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
