using System.Net;

namespace CloudApp.Contracts.Clients;

/// <summary>One of our programs refused or did not answer. The message is a sentence that says which, where and why.</summary>
public sealed class ServiceException : Exception
{
    public ServiceException(string message) : base(message)
    {
    }

    public ServiceException()
    {
    }

    public ServiceException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>How it refused; null when it did not answer, or not with what was asked for.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Its own words when it refused; else empty.</summary>
    public string Reason { get; init; } = "";
}
