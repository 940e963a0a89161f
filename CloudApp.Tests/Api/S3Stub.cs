using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudApp.Tests.Api;

/// <summary>As much of one site's S3 as the client uses, on loopback, with faults on demand. The real server is the lab's business.</summary>
public sealed class S3Stub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private S3Stub(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>When set, every request is answered with this status, and with <see cref="FaultCode"/> as S3's error code.</summary>
    public HttpStatusCode? Fault { get; set; }

    public string FaultCode { get; set; } = "InternalError";

    /// <summary>When set, a GET breaks its connection after so many bytes.</summary>
    public int? BreakAfterBytes { get; set; }

    /// <summary>When set, a body of exactly these bytes is compared while it comes and kept as this one array.</summary>
    public byte[]? Expected { get; set; }

    /// <summary>The trace context of every request that carried one.</summary>
    public ConcurrentQueue<string> TraceParents { get; } = new();

    public Uri Address { get; private set; } = null!;

    public static async Task<S3Stub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new S3Stub(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        stub.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var key = context.Request.Path.Value!.TrimStart('/');
        if (context.Request.Headers.TraceParent is [{ } parent]) TraceParents.Enqueue(parent);
        if (Fault is { } fault)
        {
            await RefuseAsync(context, fault, FaultCode);
        }
        else if (string.Equals(key, "health/ok", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync("ok");
        }
        else if (HttpMethods.IsPut(context.Request.Method))
        {
            Objects[key] = await ReadAsync(context.Request.Body);
            context.Response.Headers.ETag = "\"stub\"";
        }
        else if (HttpMethods.IsDelete(context.Request.Method))
        {
            Objects.TryRemove(key, out _);
            context.Response.StatusCode = 204;
        }
        else if (Objects.TryGetValue(key, out var bytes))
        {
            await SendAsync(context, bytes);
        }
        else
        {
            await RefuseAsync(context, HttpStatusCode.NotFound, "NoSuchKey");
        }
    }

    private async Task<byte[]> ReadAsync(Stream body)
    {
        using var memory = new MemoryStream();
        var (buffer, same, count) = (new byte[65_536], 0, 0);
        while ((count = await body.ReadAsync(buffer)) > 0)
        {
            if (memory.Length == 0 && Expected is { } expected && same + count <= expected.Length
                && expected.AsSpan(same, count).SequenceEqual(buffer.AsSpan(0, count)))
            {
                same += count;
                continue;
            }

            if (memory.Length == 0) memory.Write(Expected ?? [], 0, same);
            memory.Write(buffer, 0, count);
        }

        if (memory.Length > 0) return memory.ToArray();
        return same == Expected?.Length ? Expected : Expected?[..same] ?? [];
    }

    private async Task SendAsync(HttpContext context, byte[] bytes)
    {
        var range = context.Request.GetTypedHeaders().Range!.Ranges.Single();
        // As S3 does: a range that reaches beyond the end gives what is there.
        var part = bytes[(int)range.From!.Value..(int)Math.Min(range.To!.Value + 1, bytes.Length)];
        context.Response.StatusCode = 206;
        context.Response.ContentLength = part.Length;
        if (BreakAfterBytes is { } limit && limit < part.Length)
        {
            await context.Response.Body.WriteAsync(part.AsMemory(0, limit));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(part);
    }

    private static Task RefuseAsync(HttpContext context, HttpStatusCode status, string code)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>stub</Message></Error>");
    }
}
