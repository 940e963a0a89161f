using System.Security.Cryptography;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Publishing;

/// <summary>Makes a new value for each shared secret. Letters and digits only: no program has to quote them.</summary>
internal static class SecretGenerator
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>32 of 62 characters are 190 bits.</summary>
    private const int PasswordLength = 32;

    /// <summary>What S3 clients expect of the two halves of a key.</summary>
    private const int AccessKeyLength = 20;
    private const int SecretKeyLength = 40;

    public static string Create(string name) => name switch
    {
        SecretNames.StoreRootUser or SecretNames.StoreAppAccessKey =>
            RandomNumberGenerator.GetString(Capitals, AccessKeyLength),
        SecretNames.StoreRootPassword or SecretNames.StoreAppSecretKey =>
            RandomNumberGenerator.GetString(Alphabet, SecretKeyLength),
        _ => RandomNumberGenerator.GetString(Alphabet, PasswordLength),
    };
}
