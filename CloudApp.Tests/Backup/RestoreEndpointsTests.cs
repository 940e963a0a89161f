using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Restore;
using CloudApp.Backup.Settings;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Clients;
using CloudApp.ServiceDefaults;
using CloudApp.Tests.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>What a restore is asked for with: whatever is not that is the asker's mistake, and is answered with a sentence.</summary>
[Trait("Layer", "pure")]
public sealed class RestoreEndpointsTests : IAsyncLifetime
{
    private const string Token = "token";

    private readonly TemporaryFolder _files = new();
    private WebApplication? _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Mistakes
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var path in (string[])[BackupRoutes.RestorePreview, BackupRoutes.RestoreStart])
            {
                foreach (var body in (string[])["", "{", "[]", "null", "{}", """{"name":7}""", """{"name":""}""", """{"name":"cloud_app_host1_20261124_020000","fromTarget":"yes"}"""])
                    data.Add(path, body, "application/json");
                data.Add(path, """{"name":"cloud_app_host1_20261124_020000"}""", "text/plain");
            }

            return data;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var settings = new BackupSettings(
            "host1", "host2", "127.0.0.1", new BackupPlan(2, TimeZoneInfo.Utc, 7), new BackupPaths(_files.Path, _files.Path, _files.Path), new BackupSecrets("", Token))
        {
            PeerAddress = "127.0.0.1",
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults(new ServiceIdentity("test", "test", "test", [], []));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<HostAgents>();
        builder.Services.AddSingleton<PrimaryWatch>();
        builder.Services.AddSingleton(new LogArchive(_files.Path));
        builder.Services.AddSingleton(_ => new BackupClient("host2", new Uri("http://127.0.0.1:9"), Token, new SocketsHttpHandler()));
        builder.Services.AddRestore(settings);
        _app = builder.Build();
        _app.MapRestoreEndpoints(settings);
        await _app.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task What_is_no_request_for_a_restore_is_refused_with_a_sentence(string path, string body, string type)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var answer = await http.PostAsync(new Uri(_app!.Urls.Single() + path), content, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain("A restore is asked for with");
    }
}
