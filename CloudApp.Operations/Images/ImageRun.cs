using System.Collections.Concurrent;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Images;

/// <summary>
/// What the images of one call share: each program is published once and the base is made once, for whoever asks first. One
/// program is compiled at a time, since the compiler uses all processors and up to 2 GB, beside the images being built.
/// </summary>
internal sealed class ImageRun(AppPublisher publisher, BaseImage baseImage, int parallelBuildsMax, IProgress<string> progress) : IDisposable
{
    private readonly ConcurrentDictionary<ImageProgram, Lazy<Task<PublishedProgram>>> _published = new();
    private readonly SemaphoreSlim _compiler = new(1, 1);
    private readonly SemaphoreSlim _builds = new(parallelBuildsMax, parallelBuildsMax);
    private readonly Lock _lock = new();
    private Task? _base;

    /// <summary>What the program is made from, without compiling it; null where an image holds none.</summary>
    public async Task<string?> SourceHashAsync(ImageProgram program, CancellationToken cancellationToken) => program == ImageProgram.None
        ? null
        : await publisher.SourceHashAsync(program, cancellationToken);

    /// <summary>The program, compiled; null where an image holds none.</summary>
    public async Task<PublishedProgram?> PublishAsync(ImageProgram program, CancellationToken cancellationToken) => program == ImageProgram.None
        ? null
        : await _published.GetOrAdd(program, _ => new Lazy<Task<PublishedProgram>>(() => PublishInTurnAsync(program, cancellationToken))).Value;

    /// <summary>Makes the base image.</summary>
    public Task EnsureBaseAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _base ??= baseImage.EnsureAsync(progress, cancellationToken);
    }

    /// <summary>Builds an image when not too many others are being built.</summary>
    public Task InTurnAsync(Func<Task> build, CancellationToken cancellationToken) => InTurnAsync(_builds, build, cancellationToken);

    public void Dispose()
    {
        _compiler.Dispose();
        _builds.Dispose();
    }

    private async Task<PublishedProgram> PublishInTurnAsync(ImageProgram program, CancellationToken cancellationToken)
    {
        PublishedProgram? published = null;
        await InTurnAsync(_compiler, async () => published = await publisher.EnsureAsync(program, progress, cancellationToken), cancellationToken);
        return published!;
    }

    private static async Task InTurnAsync(SemaphoreSlim turn, Func<Task> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
