using Amazon.Runtime;
using Amazon.S3;

namespace CloudApp.Api.Storage.Objects;

/// <summary>The S3 client as all S3 servers understand it.</summary>
internal static class StoreClient
{
    internal static AmazonS3Client Create(Uri address, string accessKey, string secretKey, int retries, int timeoutMs) =>
        new(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = address.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            UseHttp = string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal),
            // Not every S3 server understands the checksum trailer that the SDK adds by default.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TimeSpan.FromMilliseconds(timeoutMs),
            ConnectTimeout = TimeSpan.FromMilliseconds(StoreLimits.ConnectTimeoutMs),
            MaxErrorRetry = retries,
        });
}
