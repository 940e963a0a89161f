using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CloudApp.Cli.Engine;
using CloudApp.Tests.Infra;
using Xunit;

namespace CloudApp.Tests.ObjectStore;

/// <summary>One site of the object store in a container of the builder engine, on a loopback address of its own.</summary>
internal sealed class StoreSite(DockerEngine engine, string image, string name, string address, string peer, string peerAddress, bool first) : IAsyncDisposable
{
    private const string AppKey = "component-test-app";
    private const string AppSecret = "component-test-app-secret";
    private const string Bucket = "uploads";

    // In the bundles 9000; here a port that no lab and no other test uses.
    private const int Port = 19000;
    private const int ConsolePort = 19001;
    private const int RequestTimeoutSeconds = 5;
    private const int PollMs = 100;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly AmazonS3Client _s3 = new(new BasicAWSCredentials(AppKey, AppSecret), new AmazonS3Config
    {
        ServiceURL = $"http://{address}:{Port}",
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        Timeout = TimeSpan.FromSeconds(RequestTimeoutSeconds),
        MaxErrorRetry = 0,
    });

    private string Container => $"test-objectstore-{name}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task StartAsync() => engine.Docker.RunAsync(
        [
            "run", "--detach", "--name", Container, "--restart=always", "--memory=400m", .. Builder.Hardening,
            "--volume", $"{Container}:/data",
            .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["STORE_SITE"] = name,
                ["STORE_PEER_SITE"] = peer,
                ["STORE_ADDRESS"] = address,
                ["STORE_PEER_ADDRESS"] = peerAddress,
                ["STORE_PORT"] = $"{Port}",
                ["STORE_CONSOLE_PORT"] = $"{ConsolePort}",
                ["STORE_BIND"] = address,
                ["STORE_INTERNAL_ADDRESS"] = address,
                ["STORE_FIRST"] = first ? "true" : "false",
                ["STORE_BUCKET"] = Bucket,
                ["STORE_ROOT_USER"] = "component-test-root",
                ["STORE_ROOT_PASSWORD"] = "component-test-root-secret",
                ["STORE_APP_ACCESS_KEY"] = AppKey,
                ["STORE_APP_SECRET_KEY"] = AppSecret,
                ["STORE_SYNC_ACCESS_KEY"] = "component-test-sync",
                ["STORE_SYNC_SECRET_KEY"] = "component-test-sync-secret",
            }),
            image,
        ],
        Cancellation);

    public Task StopAsync() => engine.Docker.RunAsync(["stop", "--time", "10", Container], Cancellation);

    public Task RestartAsync() => engine.Docker.RunAsync(["start", Container], Cancellation);

    /// <summary>SIGKILL to every daemon at once; the container's restart policy has to bring them back.</summary>
    public Task KillDaemonsAsync() => engine.Docker.TryAsync(["exec", Container, "sh", "-c", "kill -KILL -1"], Cancellation);

    public async Task WipeAsync()
    {
        await engine.Docker.TryAsync(["rm", "--force", Container], CancellationToken.None);
        await engine.Docker.TryAsync(["volume", "rm", Container], CancellationToken.None);
    }

    public Task<bool> ServesAsync() => AnswersAsync($"http://{address}:{Port}/health/ok");

    public Task<string> StatusAsync() => Http.GetStringAsync(new Uri($"http://{address}:{ConsolePort}/"), Cancellation);

    public Task PutAsync(string key, string content) =>
        _s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content, ContentType = "image/png" }, Cancellation);

    /// <summary>The object's content, or null while this site does not have it.</summary>
    public async Task<string?> GetAsync(string key)
    {
        try
        {
            using var response = await _s3.GetObjectAsync(Bucket, key, Cancellation);
            using var reader = new StreamReader(response.ResponseStream);
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (Exception problem) when (problem is AmazonServiceException or HttpRequestException)
        {
            return null;
        }
    }

    public Task<bool> EventuallyServesAsync(int withinSeconds) => WithinAsync(withinSeconds, ServesAsync);

    public Task<bool> EventuallyHasAsync(string key, string content, int withinSeconds) =>
        WithinAsync(withinSeconds, async () => string.Equals(await GetAsync(key), content, StringComparison.Ordinal));

    /// <summary>The error code of a request that this user must not make.</summary>
    public async Task<string?> CreateBucketErrorAsync(string bucket)
    {
        try
        {
            await _s3.PutBucketAsync(bucket, Cancellation);
            return null;
        }
        catch (AmazonS3Exception refusal)
        {
            return refusal.ErrorCode;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        await WipeAsync();
    }

    private static async Task<bool> WithinAsync(int seconds, Func<Task<bool>> condition)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, Cancellation);
        }

        return true;
    }

    private static async Task<bool> AnswersAsync(string url)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(url), Cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            Cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }
}
