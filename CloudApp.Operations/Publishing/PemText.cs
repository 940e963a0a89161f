using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CloudApp.Operations.Publishing;

/// <summary>PEM in one line: an <c>.env</c> value cannot hold line breaks.</summary>
internal static class PemText
{
    public static string OfCertificate(X509Certificate2 certificate) => Encode(certificate.ExportCertificatePem());

    public static string OfKey(ECDsa key) => Encode(key.ExportPkcs8PrivateKeyPem());

    /// <summary>A certificate with its key when one is given.</summary>
    /// <exception cref="UserException">The text is no certificate, no key, or they do not belong together.</exception>
    public static X509Certificate2 Read(string certificate, string? key, string file)
    {
        try
        {
            return key is null
                ? X509Certificate2.CreateFromPem(Decode(certificate))
                : X509Certificate2.CreateFromPem(Decode(certificate), Decode(key));
        }
        catch (Exception problem) when (problem is FormatException or CryptographicException or ArgumentException)
        {
            throw new UserException($"{file} holds a TLS certificate or key that cannot be read ({problem.Message}). Delete its TLS_ lines, then publish again.", problem);
        }
    }

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));

    private static string Decode(string text) => Encoding.ASCII.GetString(Convert.FromBase64String(text));
}
