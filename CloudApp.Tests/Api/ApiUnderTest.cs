using CloudApp.Api.Hosting;
using CloudApp.Api.Operation;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Reconciliation;
using CloudApp.Tests.Reconciliation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudApp.Tests.Api;

/// <summary>The whole application on a loopback port, with two S3 stubs and its records in memory or in a real MySQL.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private const string Nowhere = "Server=127.0.0.1;Port=1;Database=cloud_app;User ID=x;Password=x";

    private ApiUnderTest(WebApplication app, S3Stub own, S3Stub peer, MemoryRecordStore? records, MemoryReconcilerRecords? reconciliation, string spool)
    {
        (App, Own, Peer, Memory, Reconciliation, SpoolDirectory) = (app, own, peer, records, reconciliation, spool);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        // A client without a trace of its own: another test of this process may have tracing on, for all of it.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }) { BaseAddress = Address };
    }

    internal WebApplication App { get; }
    internal S3Stub Own { get; }
    internal S3Stub Peer { get; }
    internal MemoryRecordStore? Memory { get; }
    internal MemoryReconcilerRecords? Reconciliation { get; }
    internal string SpoolDirectory { get; }
    internal Uri Address { get; }
    internal HttpClient Http { get; }

    /// <summary>Starts the application on a free port.</summary>
    /// <param name="thumbnailsAhead">Off, so that the stubs hold what a test puts there and nothing else.</param>
    /// <param name="mySql">Connection string of a real server; null: records in memory.</param>
    internal static async Task<ApiUnderTest> StartAsync(string? mySql = null, S3Stub? sharedStore = null, string node = "app1", bool thumbnailsAhead = false,
        Action<WebApplicationBuilder>? configure = null)
    {
        var own = sharedStore ?? await S3Stub.StartAsync();
        var peer = sharedStore ?? await S3Stub.StartAsync();
        var memory = mySql is null ? new MemoryRecordStore() : null;
        var reconciliation = mySql is null ? new MemoryReconcilerRecords(TimeProvider.System) : null;
        var spool = Directory.CreateTempSubdirectory("cloudapp-spool-").FullName;
        var app = ApiHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["CloudApp:Site"] = "host1",
                ["CloudApp:Node"] = node,
                ["CloudApp:SpoolDirectory"] = spool,
                ["CloudApp:ThumbnailsAhead"] = thumbnailsAhead.ToString(),
                ["ConnectionStrings:clouddb"] = mySql ?? Nowhere,
                ["ConnectionStrings:clouddbreadonly"] = mySql ?? Nowhere,
                ["ObjectStore:Endpoints:0"] = own.Address.ToString(),
                ["ObjectStore:Endpoints:1"] = peer.Address.ToString(),
                ["ObjectStore:Bucket"] = "uploads",
                ["ObjectStore:AccessKey"] = "key",
                ["ObjectStore:SecretKey"] = "secret-for-a-stub",
                ["urls"] = "http://127.0.0.1:0",
                ["Logging:LogLevel:Default"] = Environment.GetEnvironmentVariable("CLOUDAPP_TEST_LOG") ?? "None",
            });
            configure?.Invoke(builder);
            if (memory is null || reconciliation is null) return;
            builder.Services.AddSingleton<IReconcilerRecords>(reconciliation);
            builder.Services.AddSingleton<IRecordStore>(memory);
            builder.Services.AddSingleton<IHealthProbe>(new MemoryProbe(memory));
        });
        await app.StartAsync();
        return new ApiUnderTest(app, own, peer, memory, reconciliation, spool);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Own.DisposeAsync();
        await Peer.DisposeAsync();
        Directory.Delete(SpoolDirectory, recursive: true);
    }

    private sealed class MemoryProbe(MemoryRecordStore records) : IHealthProbe
    {
        public ProbeKind Kind => ProbeKind.Reads;
        public string Name => "memory";
        public Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken) => Task.FromResult(new ProbeAnswer(!records.IsAway, "memory", "replica"));
    }
}
