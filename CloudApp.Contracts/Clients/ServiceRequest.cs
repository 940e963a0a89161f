using System.Net;

namespace CloudApp.Contracts.Clients;

/// <summary>One question or order to another program.</summary>
/// <param name="Path">With its query, if it has one.</param>
/// <param name="Limit">For the whole answer.</param>
public sealed record ServiceRequest(HttpMethod Method, string Path, TimeSpan Limit)
{
    public HttpContent? Body { get; init; }

    /// <summary>What anybody may ask is asked without the token.</summary>
    public bool IsOpen { get; init; }

    /// <summary>A status that is no refusal although it says no success.</summary>
    public HttpStatusCode? Accepts { get; init; }

    /// <summary>The path alone: a query may hold what an operator wrote.</summary>
    internal string What => Path.Split('?')[0];

    /// <summary>A question that needs no token.</summary>
    public static ServiceRequest Open(string path, TimeSpan limit) => new(HttpMethod.Get, path, limit) { IsOpen = true };

    public static ServiceRequest Get(string path, TimeSpan limit) => new(HttpMethod.Get, path, limit);

    public static ServiceRequest Post(string path, TimeSpan limit, HttpContent? body = null) => new(HttpMethod.Post, path, limit) { Body = body };
}
