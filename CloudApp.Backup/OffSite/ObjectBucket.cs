using Amazon.S3;
using Amazon.S3.Model;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.OffSite;

/// <summary>The bucket of the uploads, at this host's own object store.</summary>
internal sealed class ObjectBucket(StoreSettings settings) : IDisposable
{
    private readonly AmazonS3Client _client = StoreClient.Create(settings);

    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) =>
        [.. (await _client.ListAllAsync(settings.Bucket, cancellation)).Select(static found => found.Key)];

    /// <summary>Fetches an object and returns its content type.</summary>
    internal async Task<string> GetAsync(string key, string file, CancellationToken cancellation)
    {
        using var response = await _client.GetObjectAsync(settings.Bucket, key, cancellation);
        await using var copy = File.Create(file);
        await response.ResponseStream.CopyToAsync(copy, cancellation);
        return response.Headers.ContentType ?? "";
    }

    internal Task PutAsync(string key, string file, CancellationToken cancellation) =>
        _client.PutObjectAsync(new PutObjectRequest { BucketName = settings.Bucket, Key = key, FilePath = file, UseChunkEncoding = false }, cancellation);

    public void Dispose() => _client.Dispose();
}
