using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace CloudApp.Api.Storage.Objects;

/// <summary>What a failed request to one site means for the other.</summary>
internal static class StoreErrors
{
    internal static bool IsMissing(Exception error) =>
        error is AmazonServiceException { StatusCode: HttpStatusCode.NotFound } service
        // A site without the bucket is not ready yet; that says nothing about the object.
        && !string.Equals(service.ErrorCode, "NoSuchBucket", StringComparison.Ordinal);

    /// <summary>Whether the other site may do better. Everything else is a mistake of this program.</summary>
    internal static bool IsSitesFault(Exception error) => error switch
    {
        AmazonServiceException service => IsSitesFault(service),
        AmazonClientException or HttpRequestException or IOException or SocketException => true,
        OperationCanceledException or TimeoutException => true,
        _ => false,
    };

    // 403 with a right key: a site whose disk was replaced does not know its users yet.
    private static bool IsSitesFault(AmazonServiceException error) =>
        (int)error.StatusCode is 0 or 403 or 404 or 408 or 409 or 429 or >= 500;
}
