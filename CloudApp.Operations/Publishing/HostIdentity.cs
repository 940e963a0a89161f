using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace CloudApp.Operations.Publishing;

/// <summary>What a host's certificate names.</summary>
internal sealed record HostIdentity(string Name, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Containers of one bundle reach the database by its service's name, and health checks use localhost.</summary>
    private static readonly string[] CommonNames = ["database", "localhost"];

    private IEnumerable<string> DnsNames => [Name, .. CommonNames];

    private IEnumerable<IPAddress> AllAddresses => [.. Addresses, IPAddress.Loopback];

    public X509Extension AlternativeNames()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in DnsNames)
            builder.AddDnsName(name);
        foreach (var address in AllAddresses)
            builder.AddIpAddress(address);
        return builder.Build();
    }

    /// <summary>True when the certificate names this host, all of its addresses and nothing else.</summary>
    public bool Matches(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        && names.EnumerateDnsNames().ToHashSet(StringComparer.Ordinal).SetEquals(DnsNames)
        && names.EnumerateIPAddresses().ToHashSet().SetEquals(AllAddresses);
}
