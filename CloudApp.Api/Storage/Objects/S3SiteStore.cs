using Amazon.S3;
using Amazon.S3.Model;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Storage.Objects;

/// <summary>One site's S3 server.</summary>
internal sealed class S3SiteStore : ISiteStore, IDisposable
{
    private const string Sentinel = "health/ok";

    private readonly AmazonS3Client _client;
    private readonly HttpClient _http;
    private readonly Uri _sentinel;
    private readonly string _bucket;
    private readonly TimeProvider _time;

    internal S3SiteStore(string name, Uri address, string bucket, string accessKey, string secretKey, TimeProvider time)
    {
        (Name, _bucket, _time) = (name, bucket, time);
        _client = StoreClient.Create(address, accessKey, secretKey, StoreLimits.SdkRetriesMax, SiteLimits.PutMs);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(SiteLimits.LookMs),
            AllowAutoRedirect = false,
            UseProxy = false,
        });
        _sentinel = new Uri(address, Sentinel);
    }

    public string Name { get; }

    public async Task<bool> IsServingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(SiteLimits.LookMs, async token =>
            {
                using var answer = await _http.GetAsync(_sentinel, token);
                return answer.IsSuccessStatusCode;
            }, cancellationToken);
        }
        catch (SiteUnavailableException)
        {
            return false;
        }
    }

    public Task<ObjectPage> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        WithinAsync(SiteLimits.ListMs, async token =>
        {
            var answer = await _client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = _bucket, Prefix = ObjectKeys.ImagePrefix, StartAfter = after, MaxKeys = limit }, token);
            // The SDK gives null for an empty list.
            return new ObjectPage([.. (answer.S3Objects ?? []).Select(ToStored)], answer.IsTruncated is not true);
        }, cancellationToken);

    public Task<long?> SizeAsync(string key, CancellationToken cancellationToken) =>
        WithinAsync<long?>(SiteLimits.LookMs, async token =>
        {
            try
            {
                return (await _client.GetObjectMetadataAsync(_bucket, key, token)).ContentLength;
            }
            catch (AmazonS3Exception error) when (StoreErrors.IsMissing(error))
            {
                return null;
            }
        }, cancellationToken);

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        WithinAsync<Stream?>(SiteLimits.OpenMs, async token =>
        {
            try
            {
                return (await _client.GetObjectAsync(_bucket, key, token)).ResponseStream;
            }
            catch (AmazonS3Exception error) when (StoreErrors.IsMissing(error))
            {
                return null;
            }
        }, cancellationToken);

    public Task PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken) =>
        WithinAsync(SiteLimits.PutMs, async token =>
        {
            content.Position = 0;
            return await _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = key,
                    ContentType = contentType,
                    InputStream = content,
                    AutoCloseStream = false,
                    UseChunkEncoding = false,
                },
                token);
        }, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        WithinAsync(SiteLimits.DeleteMs, token => _client.DeleteObjectAsync(_bucket, key, token), cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private static StoredObject ToStored(S3Object item) => new(
        item.Key, item.Size ?? 0, new DateTimeOffset(DateTime.SpecifyKind((item.LastModified ?? DateTime.MinValue).ToUniversalTime(), DateTimeKind.Utc)));

    private async Task<T> WithinAsync<T>(int limitMs, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(limitMs), _time, cancellationToken);
        try
        {
            return await ask(deadline.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && StoreErrors.IsSitesFault(error))
        {
            throw new SiteUnavailableException(Name, error);
        }
    }
}
