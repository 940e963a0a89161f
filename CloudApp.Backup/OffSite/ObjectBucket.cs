using Amazon.S3;
using Amazon.S3.Model;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.OffSite;

/// <summary>The bucket of the uploads, at this host's own object store.</summary>
internal sealed class ObjectBucket(StoreSettings settings) : IDisposable
{
    private readonly AmazonS3Client _client = StoreClient.Create(settings);

    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await _client.ListAllAsync(settings.Bucket, cancellationToken)).Select(static found => found.Key)];

    /// <summary>Fetches an object and returns its content type.</summary>
    internal async Task<string> GetAsync(string key, string file, CancellationToken cancellationToken)
    {
        using var response = await _client.GetObjectAsync(settings.Bucket, key, cancellationToken);
        await using var copy = File.Create(file);
        await response.ResponseStream.CopyToAsync(copy, cancellationToken);
        return response.Headers.ContentType ?? "";
    }

    internal Task PutAsync(string key, string file, CancellationToken cancellationToken) =>
        _client.PutObjectAsync(new PutObjectRequest { BucketName = settings.Bucket, Key = key, FilePath = file, UseChunkEncoding = false }, cancellationToken);

    public void Dispose() => _client.Dispose();
}
