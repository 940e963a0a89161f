using System.Buffers;
using System.Security.Cryptography;
using CloudApp.Api.Storage.Objects;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>Fetches an object from one site and compares it with its row: size and SHA-256.</summary>
internal sealed class ObjectContent(TimeProvider time)
{
    /// <summary>Reads the whole object.</summary>
    /// <param name="target">Gets the bytes; only for <see cref="CopyState.Good"/> are they the object's.</param>
    /// <exception cref="SiteUnavailableException">The site broke off, or took too long.</exception>
    internal async Task<CopyState> FetchAsync(ISiteStore site, StoredRow row, Stream target, CancellationToken cancellationToken)
    {
        await using var source = await site.OpenAsync(row.Key, cancellationToken);
        if (source is null) return CopyState.Missing;
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(SiteLimits.FetchMs), time, cancellationToken);
        try
        {
            return await CopyAsync(source, row, target, deadline.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && StoreErrors.IsSitesFault(error))
        {
            throw new SiteUnavailableException(site.Name, error);
        }
    }

    private static async Task<CopyState> CopyAsync(Stream source, StoredRow row, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(StoreLimits.CopyBufferBytes);
        try
        {
            var size = 0L;
            while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                size += count;
                if (size > row.SizeBytes) return CopyState.Damaged;
                hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            var isRight = size == row.SizeBytes
                && string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), row.Sha256, StringComparison.Ordinal);
            return isRight ? CopyState.Good : CopyState.Damaged;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
