using System.Buffers;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Storage.Objects;

/// <summary>Sends a part of an object to a client; when a site breaks off in the middle, the rest comes from the other.</summary>
internal sealed class ObjectDelivery(IObjectStore store, TimeProvider time)
{
    /// <summary>Sends the bytes from offset on to the target.</summary>
    /// <param name="onFirstByte">Called once, before anything is written: the last moment to choose another status.</param>
    /// <exception cref="StoreUnavailableException">The sites broke off too often.</exception>
    internal async Task SendAsync(string key, long offset, long length, Stream target, Action onFirstByte, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StoreLimits.CopyBufferBytes);
        try
        {
            var sent = 0L;
            for (var breaks = 0; sent < length; breaks++)
            {
                if (breaks > StoreLimits.ReadBreaksMax) throw new StoreUnavailableException($"The sites broke off {breaks} times in {key}.");
                await using var source = await store.OpenReadAsync(key, offset + sent, length - sent, cancellationToken);
                if (sent == 0 && breaks == 0) onFirstByte();
                sent += await CopyAsync(source.Content, target, length - sent, buffer, cancellationToken);
                if (sent < length) source.MarkBroken();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies until the end or a break of the source; returns how many bytes the target got.</summary>
    private async Task<long> CopyAsync(Stream source, Stream target, long wanted, byte[] buffer, CancellationToken cancellationToken)
    {
        var copied = 0L;
        while (copied < wanted)
        {
            int count;
            try
            {
                using var deadline = new Deadline(TimeSpan.FromMilliseconds(StoreLimits.ReadStallMs), time, cancellationToken);
                count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, wanted - copied)), deadline.Token);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && StoreErrors.IsSitesFault(error))
            {
                return copied;
            }

            if (count == 0) return copied;
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            copied += count;
        }

        return copied;
    }
}
