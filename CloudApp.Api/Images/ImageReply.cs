using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Images;

/// <summary>How a request for an image is answered, by its conditions and range (RFC 9110, sections 13 and 14).</summary>
/// <param name="Status">200, 206, 304, 412 or 416.</param>
/// <param name="Offset">First byte to send.</param>
/// <param name="Length">Number of bytes to send; 0 when nothing is sent.</param>
internal sealed record ImageReply(int Status, long Offset, long Length)
{
    /// <summary>Decides; preconditions first, then the range.</summary>
    /// <param name="size">Of the whole image, in bytes, at least 1.</param>
    internal static ImageReply Decide(RequestHeaders headers, EntityTagHeaderValue tag, DateTimeOffset modified, long size)
    {
        if (Fails(headers.IfMatch, tag) || (headers.IfMatch.Count == 0 && headers.IfUnmodifiedSince < modified)) return new(412, 0, 0);
        if (headers.IfNoneMatch.Count > 0)
        {
            if (headers.IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false))) return new(304, 0, 0);
        }
        else if (headers.IfModifiedSince >= modified)
        {
            return new(304, 0, 0);
        }

        return RangeCounts(headers.IfRange, tag, modified) ? Ranged(headers.Range, size) : new(200, 0, size);
    }

    private static bool Fails(IList<EntityTagHeaderValue> ifMatch, EntityTagHeaderValue tag) =>
        ifMatch.Count > 0 && !ifMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: true));

    private static bool RangeCounts(RangeConditionHeaderValue? condition, EntityTagHeaderValue tag, DateTimeOffset modified) =>
        condition is null
        || (condition.EntityTag?.Compare(tag, useStrongComparison: true) ?? condition.LastModified == modified);

    // Several ranges at once are answered with the whole, as the RFC allows: nobody needs them for an image.
    private static ImageReply Ranged(RangeHeaderValue? range, long size)
    {
        if (range is null || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || range.Ranges.Count != 1) return new(200, 0, size);
        var (from, to) = (range.Ranges.Single().From, range.Ranges.Single().To);
        if (from is null)
        {
            var last = Math.Min(to ?? 0, size);
            return last == 0 ? new(416, 0, 0) : new(206, size - last, last);
        }

        return from >= size ? new(416, 0, 0) : new(206, from.Value, Math.Min(to ?? (size - 1), size - 1) - from.Value + 1);
    }
}
