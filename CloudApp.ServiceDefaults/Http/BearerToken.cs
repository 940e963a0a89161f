using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CloudApp.ServiceDefaults.Http;

/// <summary>Lets only those in who know the bundle's token; how long the comparison takes says nothing about it.</summary>
public sealed class BearerToken(string token) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public bool Accepts(string? header) =>
        header is not null
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_expected, SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return Accepts(context.HttpContext.Request.Headers.Authorization)
            ? await next(context)
            : Results.Problem("This needs the header 'Authorization: Bearer', followed by AGENT_TOKEN of the bundle's .env file.", statusCode: StatusCodes.Status401Unauthorized);
    }
}
