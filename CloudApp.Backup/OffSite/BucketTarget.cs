using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Transfer;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.OffSite;

/// <summary>A bucket of an S3 store that is on neither host. It must exist; it is never made here.</summary>
internal sealed class BucketTarget(StoreSettings settings) : ITarget, IDisposable
{
    private readonly AmazonS3Client _client = StoreClient.Create(settings);

    public string Description => settings.ToString();

    public Task<IReadOnlyList<TargetFile>> ListAsync(CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<TargetFile>>(
        async () =>
        [
            .. (await _client.ListAllAsync(settings.Bucket, cancellationToken))
                .Select(static found => (Name: SealedName.Parse(found.Key), found.Size, found.LastModified))
                .Where(static found => found.Name is { } name && found.Size == name.Bytes)
                .Select(static found => new TargetFile(found.Name!, new DateTimeOffset((found.LastModified ?? default).ToUniversalTime()))),
        ],
        cancellationToken);

    // In parts when it is large: one request takes 5 GB at most (Amazon S3 User Guide, "Uploading objects").
    public Task PutAsync(string path, string file, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        using var transfer = new TransferUtility(_client);
        await transfer.UploadAsync(file, settings.Bucket, path, cancellationToken);
        return true;
    }, cancellationToken);

    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) =>
        GuardAsync(async () => (await _client.GetObjectAsync(settings.Bucket, path, cancellationToken)).ResponseStream, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        GuardAsync(async () => await _client.DeleteObjectAsync(settings.Bucket, path, cancellationToken), cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (AmazonS3Exception refusal)
        {
            throw new TargetException($"The target {Description} refuses: {refusal.ErrorCode} {refusal.Message}", refusal);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TargetException($"The target {Description} is not reached: {failure.Message}", failure);
        }
    }
}
