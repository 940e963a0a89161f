using System.Security.Cryptography;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Tools;

namespace CloudApp.Backup.OffSite;

/// <summary>Encrypts to the operator's recipient, stores, reads back and compares; and the way back with the operator's identity.</summary>
internal sealed class Sealer(ITarget target, string workDirectory, TimeProvider time)
{
    private static readonly TimeSpan AgeLimit = TimeSpan.FromHours(2);

    /// <summary>Stores a file; when this returns, the target has given back exactly what was written.</summary>
    /// <exception cref="TargetException">It refuses, or gives back something else.</exception>
    internal async Task<SealedName> PutAsync(string logical, string file, string recipient, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workDirectory);
        var encrypted = Path.Combine(workDirectory, $"{Guid.NewGuid():N}.age");
        try
        {
            await ToolProcess.RunAsync("age", ["--encrypt", "--recipient", recipient, "--output", encrypted, file], AgeLimit, time, cancellationToken);
            SealedName name;
            await using (var content = File.OpenRead(encrypted))
                name = new SealedName(logical, content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
            await target.PutAsync(name.Path, encrypted, cancellationToken);
            await using var back = await target.OpenAsync(name.Path, cancellationToken);
            if (!string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(back, cancellationToken)), name.Sha256, StringComparison.Ordinal))
                throw new TargetException($"The target {target.Description} gives back something else than was written: {name.Path}");
            return name;
        }
        finally
        {
            File.Delete(encrypted);
        }
    }

    /// <summary>Fetches, compares and decrypts.</summary>
    /// <param name="identityFile">The operator's key.</param>
    /// <exception cref="TargetException">It is damaged, or this is not its key.</exception>
    internal async Task GetAsync(SealedName name, string file, string identityFile, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workDirectory);
        var encrypted = Path.Combine(workDirectory, $"{Guid.NewGuid():N}.age");
        try
        {
            await using (var source = await target.OpenAsync(name.Path, cancellationToken))
            await using (var copy = File.Create(encrypted))
                await source.CopyToAsync(copy, cancellationToken);
            await using (var content = File.OpenRead(encrypted))
            {
                if (!string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)), name.Sha256, StringComparison.Ordinal))
                    throw new TargetException($"{name.Path} on {target.Description} is damaged.");
            }
            await ToolProcess.RunAsync("age", ["--decrypt", "--identity", identityFile, "--output", file, encrypted], AgeLimit, time, cancellationToken);
        }
        catch (BackupException failure)
        {
            throw new TargetException($"{name.Logical} cannot be decrypted with this identity: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(encrypted);
        }
    }
}
