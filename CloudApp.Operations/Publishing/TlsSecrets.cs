using CloudApp.Topology.Model;

namespace CloudApp.Operations.Publishing;

/// <summary>The authority and the certificate of each host: kept while they fit, issued anew where they do not.</summary>
internal static class TlsSecrets
{
    /// <summary>Fills in the bundles in memory; <paramref name="authorityFile"/> too, when the authority is new.</summary>
    /// <exception cref="UserException">The authorities differ, or a certificate is needed and the authority's key is not there.</exception>
    public static void Fill(string project, IReadOnlyList<BundleEnv> bundles, EnvFile authorityFile, TimeProvider clock)
    {
        using var authority = LoadOrCreate(project, bundles, authorityFile, clock);
        foreach (var bundle in bundles.Where(bundle => bundle.Bundle.Secrets.Contains(SecretNames.TlsCertificate, StringComparer.Ordinal)))
        {
            FillHost(bundle, authority, authorityFile);
            if (bundle.Bundle.Secrets.Contains(SecretNames.TlsCaCertificate, StringComparer.Ordinal))
                bundle.Env[SecretNames.TlsCaCertificate] = authority.CertificateText;
        }
    }

    private static CertificateAuthority LoadOrCreate(
        string project, IReadOnlyList<BundleEnv> bundles, EnvFile authorityFile, TimeProvider clock)
    {
        var known = SharedSecrets.Agreed(SecretNames.TlsCaCertificate, bundles.Select(bundle => bundle.Env).Prepend(authorityFile));
        if (known is not null)
            return new CertificateAuthority(PemText.Read(known, authorityFile[CertificateAuthority.KeyName], authorityFile.Path), clock);

        var (certificate, key) = CertificateAuthority.Create(project, clock);
        authorityFile[SecretNames.TlsCaCertificate] = PemText.OfCertificate(certificate);
        authorityFile[CertificateAuthority.KeyName] = key;
        // Read back, so that a new authority is used in exactly the form in which the next run finds it.
        certificate.Dispose();
        return new CertificateAuthority(PemText.Read(authorityFile[SecretNames.TlsCaCertificate]!, key, authorityFile.Path), clock);
    }

    private static void FillHost(BundleEnv bundle, CertificateAuthority authority, EnvFile authorityFile)
    {
        var host = new HostIdentity(bundle.Bundle.Name, bundle.Bundle.Addresses);
        if (bundle.Env[SecretNames.TlsCertificate] is { } text && bundle.Env[SecretNames.TlsKey] is { } key)
        {
            using var existing = PemText.Read(text, key, bundle.Env.Path);
            if (authority.Covers(existing, host))
                return;
        }
        if (!authority.CanIssue)
        {
            throw new UserException(
                $"{bundle.Env.Path} needs a new certificate and {authorityFile.Path} with the authority's key is not there. "
                + "Bring that file back, or delete the TLS_ lines of every bundle's .env to start a new authority, then publish again.");
        }
        (bundle.Env[SecretNames.TlsCertificate], bundle.Env[SecretNames.TlsKey]) = authority.Issue(host);
    }
}
