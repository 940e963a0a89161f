using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudApp.Tests.Browser;

/// <summary>What happens to one upload on its way.</summary>
internal enum Fault
{
    /// <summary>It is taken in whole and answered 503, as a load balancer without a server does.</summary>
    Unavailable,

    /// <summary>The connection breaks while the upload is sent.</summary>
    BreaksWhileSending,

    /// <summary>The application stores it, and the connection breaks before the answer is there.</summary>
    AnswerIsLost,

    /// <summary>It is taken in whole, and then nothing comes: the machine lost its power.</summary>
    Silence,
}

/// <summary>Stands between browser and application as the load balancer does, and fails uploads on demand.</summary>
internal sealed class FaultyFront : IAsyncDisposable
{
    private const int BreakAfterBytes = 10_000;

    private static readonly string[] NotForwarded = ["Connection", "Transfer-Encoding", "Keep-Alive", "Host"];

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private FaultyFront(WebApplication app, Uri target)
    {
        _app = app;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = target };
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>One for each of the next uploads; those that follow pass.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = new();

    public int Uploads { get; private set; }

    public static async Task<FaultyFront> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var started = builder.Build();
        var front = new FaultyFront(started, target);
        started.Run(front.AnswerAsync);
        await started.StartAsync();
        front.Address = new Uri(started.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var isUpload = string.Equals(context.Request.Path, "/api/upload", StringComparison.Ordinal);
        if (isUpload) Uploads++;
        if (isUpload && Faults.TryDequeue(out var fault)) await FailAsync(context, fault);
        else await ForwardAsync(context, isAnswerLost: false);
    }

    private async Task FailAsync(HttpContext context, Fault fault)
    {
        switch (fault)
        {
            case Fault.Unavailable:
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case Fault.BreaksWhileSending:
                _ = await context.Request.Body.ReadAtLeastAsync(new byte[BreakAfterBytes], BreakAfterBytes, throwOnEndOfStream: false);
                context.Abort();
                break;
            case Fault.AnswerIsLost:
                await ForwardAsync(context, isAnswerLost: true);
                break;
            case Fault.Silence:
                await context.Request.Body.CopyToAsync(Stream.Null);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }
    }

    private async Task ForwardAsync(HttpContext context, bool isAnswerLost)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (context.Request.ContentLength is not null) request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, value) in context.Request.Headers.Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (isAnswerLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !NotForwarded.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
