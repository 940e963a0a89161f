using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CloudApp.Backup.Settings;

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

    /// <summary>Every object of a bucket, however many pages that takes.</summary>
    internal static async Task<IReadOnlyList<S3Object>> ListAllAsync(this AmazonS3Client client, string bucket, CancellationToken cancellationToken)
    {
        var objects = new List<S3Object>();
        var request = new ListObjectsV2Request { BucketName = bucket };
        while (true)
        {
            var page = await client.ListObjectsV2Async(request, cancellationToken);
            objects.AddRange(page.S3Objects ?? []);
            if (page.IsTruncated is not true)
                return objects;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }
}
