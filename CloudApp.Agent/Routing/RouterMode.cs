using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Routing;

/// <summary>Puts the router mode together.</summary>
internal static class RouterMode
{
    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = RouterSettings.Read(builder.Configuration);
        builder.AddServiceDefaults(new ServiceIdentity("cloudapp-router-keeper", settings.Site, settings.Site, [], []));
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<RouterSupervisor>();
        services.AddHostedService(static provider => provider.GetRequiredService<RouterSupervisor>());
        // The health check comes over a unix socket: in the host's network, nothing more is bound than the two routes.
        Directory.CreateDirectory(settings.RunDirectory);
        File.Delete(settings.HealthSocket);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(settings.HealthSocket));
        var app = builder.Build();
        app.MapGet("/healthz", async (RouterSupervisor supervisor, CancellationToken cancellationToken) =>
            await supervisor.IsHealthyAsync(cancellationToken) ? Results.Text("routes are open") : Results.Text("no route is open", statusCode: StatusCodes.Status503ServiceUnavailable));
        await app.RunAsync();
        return 0;
    }
}
