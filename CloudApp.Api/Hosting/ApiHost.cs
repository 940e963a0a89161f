using System.Text.Json.Serialization;
using CloudApp.Api.Data;
using CloudApp.Api.Documentation;
using CloudApp.Api.Health;
using CloudApp.Api.Json;
using CloudApp.Api.Objects;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Sweeping;
using CloudApp.Api.Telemetry;
using CloudApp.Api.Thumbnails;
using CloudApp.Api.Uploads;
using CloudApp.ServiceDefaults;
using Microsoft.AspNetCore.HttpOverrides;
using Scalar.AspNetCore;

namespace CloudApp.Api.Hosting;

/// <summary>Puts the application together.</summary>
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
        var settings = new SettingsReader(builder.Configuration).Read();
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
        services.AddSingleton(provider => new StartTime(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(DocumentJson.Default);
            // Else the document says of every number that it may be a text.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        ApiDocument.Add(services);
        services.AddSingleton(new Spool(settings.SpoolDirectory));
        services.AddSingleton<ImageSpooler>();
        services.AddSingleton<UploadReader>();
        services.AddSingleton<UploadService>();
        services.AddSingleton<ObjectDelivery>();
        services.AddSingleton<ThumbnailProcess>();
        services.AddSingleton<ThumbnailService>();
        services.AddSingleton<ThumbnailQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ThumbnailQueue>());
        services.AddSingleton<RecordDeletion>();
        services.AddSingleton<LatestReply>();
        DependencyServices.Add(services, settings);
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
        if (app.Services.GetService<ISweeperRecords>() is not null) app.MapStorage();
        app.MapHome();
        app.MapUploads();
        app.MapRecords();
        app.MapImages();
        app.MapThumbnails();
        app.MapDeletion();
        app.MapOpenApi("/openapi/{documentName}.json");
        // Nothing from elsewhere: the page works without the internet, and the policy of the answers forbids it anyway.
        app.MapScalarApiReference("/docs", options => options
            .WithTitle(ApiDocument.Title).DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools());
    }
}
