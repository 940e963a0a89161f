using Amazon.Runtime;
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
        Client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = address.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            UseHttp = string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal),
            // Not every S3 server understands the checksum trailer that the SDK adds by default.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TimeSpan.FromMilliseconds(StoreLimits.PutAttemptMs),
            ConnectTimeout = TimeSpan.FromMilliseconds(StoreLimits.ConnectTimeoutMs),
            MaxErrorRetry = StoreLimits.SdkRetriesMax,
        });
    }

    internal Uri Address { get; }

    internal IAmazonS3 Client { get; }

    internal bool IsAvoided => _time.GetUtcNow().UtcTicks < Interlocked.Read(ref _avoidUntilTicks);

    internal void MarkFailed() => Interlocked.Exchange(
        ref _avoidUntilTicks, _time.GetUtcNow().AddMilliseconds(StoreLimits.AvoidAfterFailureMs).UtcTicks);

    public void Dispose() => Client.Dispose();
}
