using Amazon.S3;

namespace CloudApp.Api.Objects;

/// <summary>One site's way to the object store: the S3 proxy on its load balancer.</summary>
internal sealed class StoreEndpoint : IDisposable
{
    private readonly TimeProvider _time;
    private long _avoidUntilTicks;

    internal StoreEndpoint(Uri address, string accessKey, string secretKey, TimeProvider time)
    {
        _time = time;
        Address = address;
        Client = StoreClient.Create(address, accessKey, secretKey, StoreLimits.SdkRetriesMax, StoreLimits.PutAttemptMs);
    }

    internal Uri Address { get; }

    internal IAmazonS3 Client { get; }

    internal bool IsAvoided => _time.GetUtcNow().UtcTicks < Interlocked.Read(ref _avoidUntilTicks);

    internal void MarkFailed() => Interlocked.Exchange(
        ref _avoidUntilTicks, _time.GetUtcNow().AddMilliseconds(StoreLimits.AvoidAfterFailureMs).UtcTicks);

    public void Dispose() => Client.Dispose();
}
