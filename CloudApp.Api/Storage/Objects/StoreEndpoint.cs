using Amazon.S3;
using CloudApp.ServiceDefaults.Resilience;

namespace CloudApp.Api.Storage.Objects;

/// <summary>One site's way to the object store: the S3 proxy on its load balancer.</summary>
internal sealed class StoreEndpoint : IDisposable
{
    internal StoreEndpoint(Uri address, string accessKey, string secretKey, TimeProvider time)
    {
        Address = address;
        Breaker = new CircuitBreaker(TimeSpan.FromMilliseconds(StoreLimits.AvoidAfterFailureMs), time);
        Client = StoreClient.Create(address, accessKey, secretKey, StoreLimits.SdkRetriesMax, StoreLimits.PutAttemptMs);
    }

    internal Uri Address { get; }

    internal IAmazonS3 Client { get; }

    /// <summary>While it is open, this site is asked last.</summary>
    internal CircuitBreaker Breaker { get; }

    public void Dispose() => Client.Dispose();
}
