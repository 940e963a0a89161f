using Amazon.S3.Model;
using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Storage.Objects;

/// <summary>The object store of both sites through the load balancers: own site first, the other when that one does not have it or does not answer.</summary>
internal sealed partial class S3ObjectStore(IReadOnlyList<StoreEndpoint> endpoints, string bucket, TimeProvider time, ILogger<S3ObjectStore> logger)
    : IObjectStore
{
    public async Task<int> PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken)
    {
        await FirstAsync("put", key, StoreLimits.PutAttemptMs, async (endpoint, token) =>
        {
            content.Position = 0;
            var request = new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                ContentType = contentType,
                InputStream = content,
                AutoCloseStream = false,
                // One signature over the whole body: aws-chunked framing is where S3 servers differ.
                UseChunkEncoding = false,
            };
            return await endpoint.Client.PutObjectAsync(request, token);
        }, cancellationToken);
        return 1;
    }

    public Task<ObjectPart> OpenReadAsync(string key, long offset, long length, CancellationToken cancellationToken) =>
        FirstAsync("get", key, StoreLimits.ReadAttemptMs, async (endpoint, token) =>
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(offset, offset + length - 1) };
            var response = await endpoint.Client.GetObjectAsync(request, token);
            return new ObjectPart(response.ResponseStream, () => endpoint.Breaker.Trip());
        }, cancellationToken);

    public async Task TryDeleteAsync(string key, CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints)
        {
            using var call = StoreCall.Start("delete", endpoint.Address, bucket, key, time);
            using var deadline = new Deadline(TimeSpan.FromMilliseconds(StoreLimits.DeleteAttemptMs), time, cancellationToken);
            try
            {
                await endpoint.Client.DeleteObjectAsync(bucket, key, deadline.Token);
            }
            catch (Exception error) when (StoreErrors.IsSitesFault(error))
            {
                call.Fail(error);
                LogTryFailed(logger, "delete", endpoint.Address, error.Message);
            }
        }
    }

    private async Task<T> FirstAsync<T>(
        string what, string key, int attemptMs, Func<StoreEndpoint, CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        StoreEndpoint[] order = [.. endpoints.Where(e => !e.Breaker.IsOpen), .. endpoints.Where(e => e.Breaker.IsOpen)];
        Exception? last = null;
        var missing = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0) ApiMetrics.StoreSecondTries.Add(1);
            using var call = StoreCall.Start(what, order[i].Address, bucket, key, time);
            using var deadline = new Deadline(TimeSpan.FromMilliseconds(attemptMs), time, cancellationToken);
            try
            {
                return await act(order[i], deadline.Token);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && StoreErrors.IsSitesFault(error))
            {
                call.Fail(error);
                last = error;
                if (StoreErrors.IsMissing(error))
                {
                    missing++;
                    continue;
                }

                order[i].Breaker.Trip();
                LogTryFailed(logger, what, order[i].Address, error.Message);
            }
        }

        if (missing == order.Length) throw new ObjectMissingException(key);
        throw new StoreUnavailableException($"No site could {what} {key}.", last);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Object store {What} through {Endpoint} failed: {Reason}")]
    private static partial void LogTryFailed(ILogger logger, string what, Uri endpoint, string reason);
}
