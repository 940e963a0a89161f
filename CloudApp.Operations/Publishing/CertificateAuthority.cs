using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudApp.Operations.Publishing;

/// <summary>
/// The project's own authority: it signs one certificate per host. Its key stays in <c>ca.env</c> beside the bundles and goes
/// to no host; without that key the certificates that exist can be kept, but none can be issued.
/// </summary>
internal sealed class CertificateAuthority(X509Certificate2 certificate, TimeProvider clock) : IDisposable
{
    public const string FileName = "ca.env";
    public const string KeyName = "TLS_CA_KEY_B64";

    private const int ValidDays = 3650;

    /// <summary>A certificate this close to its end is issued anew, so that a forgotten installation has time left.</summary>
    private const int RenewBeforeDays = 180;

    /// <summary>Clocks of hosts differ.</summary>
    private const int BackdatedDays = 1;

    private const int SerialBytes = 16;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public bool CanIssue => certificate.HasPrivateKey;

    public string CertificateText => PemText.OfCertificate(certificate);

    public static (X509Certificate2 Certificate, string KeyText) Create(string project, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={project} authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        return (request.CreateSelfSigned(now.AddDays(-BackdatedDays), now.AddDays(ValidDays)), PemText.OfKey(key));
    }

    /// <summary>Signs a certificate that a host can show as server and as client.</summary>
    public (string CertificateText, string KeyText) Issue(HostIdentity host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(host.AlternativeNames());

        var now = clock.GetUtcNow();
        var end = new[] { now.AddDays(ValidDays), new DateTimeOffset(certificate.NotAfter) }.Min();
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] &= 0x7f; // A serial number is positive.
        using var issued = request.Create(certificate, now.AddDays(-BackdatedDays), end, serial);
        return (PemText.OfCertificate(issued), PemText.OfKey(key));
    }

    /// <summary>True when the certificate is ours, names exactly this host's addresses and lasts long enough.</summary>
    public bool Covers(X509Certificate2 issued, HostIdentity host)
    {
        var now = clock.GetUtcNow();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        // One that ends with the authority cannot be bettered by a new one.
        var lastsLongEnough = issued.NotAfter > now.AddDays(RenewBeforeDays).LocalDateTime || issued.NotAfter >= certificate.NotAfter;
        return lastsLongEnough && host.Matches(issued) && chain.Build(issued);
    }

    public void Dispose() => certificate.Dispose();
}
