using System.Text;
using Amazon.S3;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Settings;
using CloudApp.Operations.Engine;
using CloudApp.Tests.Infra;
using Xunit;

namespace CloudApp.Tests.ObjectStore;

/// <summary>One site of the object store in a container of the builder engine, on a loopback address of its own.</summary>
internal sealed class StoreSite : IAsyncDisposable
{
    private const string AppKey = "component-test-app";
    private const string AppSecret = "component-test-app-secret";
    private const string Bucket = "uploads";

    // In the bundles 9000; here a port that no lab and no other test uses.
    private const int Port = 19000;
    private const int ConsolePort = 19001;
    private const int RequestTimeoutMs = 5_000;
    private const int PollMs = 100;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(12) };

    private readonly DockerEngine _engine;
    private readonly string _image;
    private readonly string _name;
    private readonly string _address;

    internal StoreSite(DockerEngine engine, string image, string name, string address)
    {
        (_engine, _image, _name, _address) = (engine, image, name, address);
        Store = new S3SiteStore(name, new Uri($"http://{address}:{Port}"), Bucket, AppKey, AppSecret, TimeProvider.System);
    }

    /// <summary>The application's way to this site.</summary>
    internal S3SiteStore Store { get; }

    /// <summary>The same bucket as a place outside for backups.</summary>
    internal StoreSettings AsTarget(string? secret = null, string bucket = Bucket) => new(new Uri($"http://{_address}:{Port}"), bucket, AppKey, secret ?? AppSecret);

    private string Container => $"test-objectstore-{_name}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task StartAsync() => _engine.Docker.RunAsync(
        [
            "run", "--detach", "--name", Container, "--restart=always", "--memory=400m", .. Builder.Hardening,
            "--volume", $"{Container}:/data",
            .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["STORE_SITE"] = _name,
                ["STORE_PORT"] = $"{Port}",
                ["STORE_CONSOLE_PORT"] = $"{ConsolePort}",
                ["STORE_BIND"] = _address,
                ["STORE_INTERNAL_ADDRESS"] = _address,
                ["STORE_BUCKET"] = Bucket,
                ["STORE_ROOT_USER"] = "component-test-root",
                ["STORE_ROOT_PASSWORD"] = "component-test-root-secret",
                ["STORE_APP_ACCESS_KEY"] = AppKey,
                ["STORE_APP_SECRET_KEY"] = AppSecret,
            }),
            _image,
        ],
        Cancellation);

    /// <summary>SIGKILL to every daemon at once; the container's restart policy has to bring them back.</summary>
    public Task KillDaemonsAsync() => _engine.Docker.TryAsync(["exec", Container, "sh", "-c", "kill -KILL -1"], Cancellation);

    public async Task WipeAsync()
    {
        await _engine.Docker.TryAsync(["rm", "--force", Container], CancellationToken.None);
        await _engine.Docker.TryAsync(["volume", "rm", Container], CancellationToken.None);
    }

    public Task<string> StatusAsync() => Http.GetStringAsync(new Uri($"http://{_address}:{ConsolePort}/"), Cancellation);

    public async Task PutAsync(string key, string content)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await Store.PutAsync(key, "image/png", bytes, Cancellation);
    }

    /// <summary>The object's content, or null when this site does not have it.</summary>
    public async Task<string?> GetAsync(string key)
    {
        await using var stream = await Store.OpenAsync(key, Cancellation);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    /// <summary>How long it took until the sentinel could be read.</summary>
    /// <exception cref="TimeoutException">It could not.</exception>
    public async Task<TimeSpan> EventuallyServesAsync(int withinSeconds)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await Store.IsServingAsync(Cancellation))
        {
            if (time.GetElapsedTime(start).TotalSeconds > withinSeconds)
                throw new TimeoutException($"{_name} does not serve after {withinSeconds} s: {(await _engine.Docker.TryAsync(["logs", "--tail", "20", Container])).StandardError}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, Cancellation);
        }

        return time.GetElapsedTime(start);
    }

    /// <summary>The error code of a request that this user must not make.</summary>
    public async Task<string?> CreateBucketErrorAsync(string bucket)
    {
        using var s3 = CloudApp.Api.Storage.Objects.StoreClient.Create(new Uri($"http://{_address}:{Port}"), AppKey, AppSecret, retries: 0, RequestTimeoutMs);
        try
        {
            await s3.PutBucketAsync(bucket, Cancellation);
            return null;
        }
        catch (AmazonS3Exception refusal)
        {
            return refusal.ErrorCode;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await WipeAsync();
    }
}
