using Amazon.Runtime;
using Amazon.S3;

namespace CloudApp.Backup.OffSite;

internal static class StoreClient
{
    /// <summary>For an answer to begin, and between two pieces of a body.</summary>
    private const int TrySeconds = 30;

    /// <summary>A client for any store that speaks S3, not only Amazon's.</summary>
    internal static AmazonS3Client Create(StoreSettings settings) => new(
        new BasicAWSCredentials(settings.AccessKey, settings.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = settings.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = settings.Region,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TimeSpan.FromSeconds(TrySeconds),
            MaxErrorRetry = 1,
        });
}
