using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using CloudApp.Topology.Model;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>What one site's object store itself has, asked past every load balancer with the application's own keys.</summary>
internal sealed class SiteObjects : IDisposable
{
    private const string Bucket = "uploads";
    private const int TimeoutMs = 5_000;
    private readonly AmazonS3Client _s3;

    private SiteObjects(Site site, AmazonS3Client s3) => (Site, _s3) = (site.Name, s3);

    public string Site { get; }

    public static async Task<SiteObjects> OpenAsync(LabFixture lab, Site site, CancellationToken cancellationToken)
    {
        var secrets = (await File.ReadAllLinesAsync(Path.Combine(lab.Lab.Paths.Bundle(site.Name), ".env"), cancellationToken))
            .Select(static line => line.Split('=', 2)).Where(static pair => pair.Length == 2)
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        return new SiteObjects(site, new AmazonS3Client(
            new BasicAWSCredentials(secrets["STORE_APP_ACCESS_KEY"], secrets["STORE_APP_SECRET_KEY"]),
            new AmazonS3Config
            {
                ServiceURL = $"http://{site.Data}:{lab.Plan.Ports.ObjectStore}",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                Timeout = TimeSpan.FromMilliseconds(TimeoutMs),
                MaxErrorRetry = 1,
                HttpClientFactory = new InsideTheLab(lab),
            }));
    }

    /// <summary>SHA-256 of the object's bytes, or what the store says instead.</summary>
    public async Task<string> Sha256Async(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _s3.GetObjectAsync(Bucket, key, cancellationToken);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream, cancellationToken));
        }
        catch (AmazonServiceException error)
        {
            return error.ErrorCode ?? error.Message;
        }
    }

    public void Dispose() => _s3.Dispose();

    private sealed class InsideTheLab(LabFixture lab) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(lab.Client.CreateHandler(TimeoutMs));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;
    }
}
