using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Operations.Publishing;

/// <summary>
/// Writes the bundles: <c>folder/host1</c>, <c>folder/host2</c>, <c>folder/monitor</c>.
/// Doing it again changes nothing; a file that is not its own is never touched.
/// </summary>
/// <param name="tars">Null: the bundles carry no images.</param>
public sealed class Publisher(TimeProvider clock, IImageTars? tars = null)
{
    /// <summary>Renders the plan, generates what secrets are missing, and writes what changed.</summary>
    /// <param name="withSecrets">False leaves every <c>.env</c> as it is, or away.</param>
    /// <exception cref="UserException">Existing secrets contradict each other, or the folder cannot be written.</exception>
    public async Task<IReadOnlyList<PublishedBundle>> PublishAsync(
        TopologyPlan plan, string folder, bool withSecrets, CancellationToken cancellationToken)
    {
        var bundles = BundleRenderer.Render(plan);
        // Outside of the try: what goes wrong in building an image is not about the bundles' folder.
        var images = tars is null
            ? null
            : await tars.GetAsync([.. bundles.SelectMany(bundle => bundle.Images).Select(image => image.Component).Distinct(StringComparer.Ordinal)], cancellationToken);
        try
        {
            // Secrets first: when they contradict each other, nothing has been written yet.
            var secretsWritten = withSecrets
                ? await WriteSecretsAsync(plan, bundles, folder, cancellationToken)
                : new HashSet<string>(StringComparer.Ordinal);
            var published = new List<PublishedBundle>();
            foreach (var bundle in bundles)
            {
                var target = Path.Combine(folder, bundle.Name);
                var written = await WriteFilesAsync(bundle, target, cancellationToken);
                if (images is not null)
                    written += await ImageTarCopy.CopyAsync(target, bundle.Images, images, cancellationToken);
                published.Add(new PublishedBundle(bundle.Name, target, written, secretsWritten.Contains(bundle.Name)));
            }
            return published;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"the bundles cannot be written to {folder}: {problem.Message}", problem);
        }
    }

    private static async Task<int> WriteFilesAsync(Bundle bundle, string target, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var file in bundle.Files)
        {
            var mode = file.IsExecutable ? AtomicFile.Executable : AtomicFile.Readable;
            if (await AtomicFile.WriteAsync(Path.Combine(target, file.Path), file.Content, mode, cancellationToken))
                written++;
        }
        return written;
    }

    private async Task<IReadOnlySet<string>> WriteSecretsAsync(
        TopologyPlan plan, IReadOnlyList<Bundle> bundles, string folder, CancellationToken cancellationToken)
    {
        var authorityFile = await EnvFile.LoadAsync(Path.Combine(folder, CertificateAuthority.FileName), cancellationToken);
        var files = new List<BundleEnv>();
        foreach (var bundle in bundles)
            files.Add(new BundleEnv(bundle, await EnvFile.LoadAsync(Path.Combine(folder, bundle.Name, ".env"), cancellationToken)));

        SharedSecrets.Fill(files);
        TlsSecrets.Fill(plan.Name, files, authorityFile, clock);

        // The authority before what it signed: a stop in between loses nothing.
        if (authorityFile[CertificateAuthority.KeyName] is not null)
            await authorityFile.SaveAsync(cancellationToken);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (await file.Env.SaveAsync(cancellationToken))
                written.Add(file.Bundle.Name);
        }
        return written;
    }
}

/// <summary>What publishing did to one bundle.</summary>
/// <param name="FilesWritten">0 when everything was there already.</param>
/// <param name="AreSecretsWritten">True when <c>.env</c> is new or changed.</param>
public sealed record PublishedBundle(string Name, string Folder, int FilesWritten, bool AreSecretsWritten);
