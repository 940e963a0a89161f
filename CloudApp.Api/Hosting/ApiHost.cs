using CloudApp.Api.Data;
using CloudApp.Api.Deletion;
using CloudApp.Api.Documentation;
using CloudApp.Api.Images;
using CloudApp.Api.Json;
using CloudApp.Api.Operation;
using CloudApp.Api.Pages;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Telemetry;
using CloudApp.Api.Uploads;
using CloudApp.ServiceDefaults;
using Microsoft.AspNetCore.HttpOverrides;

namespace CloudApp.Api.Hosting;

/// <summary>Puts the application together: every slice brings its services and its addresses.</summary>
internal static class ApiHost
{
    private const string AddressDefault = "http://*:8000";
    private const int HeadersTimeoutSeconds = 10;
    private const int ShutdownSeconds = 15;

    /// <summary>Reads the settings and builds the application, not yet started.</summary>
    /// <param name="configure">Last word on the services, for tests.</param>
    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        var settings = ApiSettingsReader.Read(builder.Configuration);
        builder.AddServiceDefaults(new ServiceIdentity(
            "cloudapp-api", settings.Node, settings.Site, [ApiMetrics.Name, "MySqlConnector"], [ApiMetrics.Name, "MySqlConnector"]));
        ConfigureServer(builder);
        AddServices(builder.Services, settings);
        var app = builder.Build();
        app.Services.GetRequiredService<Spool>().Clean();
        UsePipeline(app, settings);
        return app;
    }

    private static void ConfigureServer(WebApplicationBuilder builder)
    {
        var names = builder.Configuration;
        if (names["urls"] is null && names["http_ports"] is null && names["https_ports"] is null) builder.WebHost.UseUrls(AddressDefault);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = UploadLimits.OtherBodyBytesMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeadersTimeoutSeconds);
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(ShutdownSeconds));
    }

    private static void AddServices(IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton(settings);
        services.AddJson(ProblemJson.Default);
        services.AddDocument(OperationEndpoints.Version);
        // Tests may have put other records in place of the database's before.
        if (services.All(s => s.ServiceType != typeof(IRecordStore)))
            services.AddDatabase(settings).AddRecordStore().AddReconciliation(settings).AddDatabaseProbes(settings);
        services.AddRecords().AddStorage(settings).AddImages().AddUploads().AddDeletion().AddOperation(settings);
        if (settings.TrustedProxies.Count == 0) return;
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in settings.TrustedProxies) options.KnownProxies.Add(proxy);
        });
    }

    private static void UsePipeline(WebApplication app, ApiSettings settings)
    {
        _ = app.Services.GetRequiredService<StartTime>();
        if (settings.TrustedProxies.Count > 0) app.UseForwardedHeaders();
        app.UseCommonHeaders(settings);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.MapDefaultEndpoints();
        app.MapOperation();
        app.MapStorage();
        app.MapPages();
        app.MapUploads();
        app.MapRecords();
        app.MapImages();
        app.MapDeletion();
        app.MapDocument();
    }
}
