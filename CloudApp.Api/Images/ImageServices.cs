namespace CloudApp.Api.Images;

internal static class ImageServices
{
    internal static IServiceCollection AddImages(this IServiceCollection services)
    {
        services.AddSingleton<ThumbnailProcess>();
        services.AddSingleton<ThumbnailService>();
        services.AddSingleton<ThumbnailQueue>();
        return services.AddHostedService(provider => provider.GetRequiredService<ThumbnailQueue>());
    }

    internal static void MapImages(this IEndpointRouteBuilder app)
    {
        app.MapImage();
        app.MapThumbnail();
    }
}
