using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Operations.Publishing;

/// <summary>Values that are the same in every bundle that needs them. One that exists anywhere wins.</summary>
internal static class SharedSecrets
{
    /// <summary>Fills in what is missing, in memory only.</summary>
    /// <exception cref="UserException">Two files hold different values of one name, or one that cannot be made here is missing.</exception>
    public static void Fill(IReadOnlyList<BundleEnv> bundles)
    {
        var names = bundles.SelectMany(bundle => bundle.Bundle.Secrets)
            .Except([.. SecretNames.OfOneHost, SecretNames.TlsCaCertificate], StringComparer.Ordinal);
        foreach (var name in names)
        {
            var asking = bundles.Where(bundle => bundle.Bundle.Secrets.Contains(name, StringComparer.Ordinal)).Select(bundle => bundle.Env).ToList();
            var value = Agreed(name, bundles.Select(bundle => bundle.Env)) ?? Create(name, asking[0]);
            foreach (var env in asking)
                env[name] = value;
        }
    }

    private static string Create(string name, EnvFile env)
    {
        if (!SecretNames.Given.Contains(name, StringComparer.Ordinal))
            return SecretGenerator.Create(name);
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } given
            ? given
            : throw new UserException($"{name} is missing: it is a key of the bucket that backup.target in topology.json names. "
                + $"Write it into {env.Path}, or set it in the environment of this one command; it is kept from then on.");
    }

    /// <summary>The one value that the files hold, or null where none has it.</summary>
    /// <exception cref="UserException">They hold different ones.</exception>
    public static string? Agreed(string name, IEnumerable<EnvFile> files)
    {
        var holders = files.Where(file => file[name] is not null).ToList();
        if (holders.DistinctBy(file => file[name], StringComparer.Ordinal).Count() > 1)
        {
            throw new UserException(
                $"{name} differs between {string.Join(" and ", holders.Select(file => file.Path))}. "
                + "The bundles only work with one value: delete the wrong line, then publish again.");
        }
        return holders.Count > 0 ? holders[0][name] : null;
    }
}

/// <summary>A bundle and the secrets beside its Compose file.</summary>
internal sealed record BundleEnv(Bundle Bundle, EnvFile Env);
