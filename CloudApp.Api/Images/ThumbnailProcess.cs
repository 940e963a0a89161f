using System.Buffers.Binary;
using System.Diagnostics;
using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Images;

/// <summary>The image broke the worker, or kept it busy for too long: it will not be tried again here.</summary>
internal sealed class ThumbnailImpossibleException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The worker could not be started, or went away without having an image to blame. The next try gets a new one.</summary>
internal sealed class ThumbnailWorkerException(string message, Exception cause) : Exception(message, cause);

/// <summary>Hands the bytes of an image over to a stream.</summary>
internal delegate Task SendImage(Stream target, CancellationToken cancellationToken);

/// <summary>The worker's process as its parent sees it: started when needed, one image at a time, killed when it hangs.</summary>
internal sealed partial class ThumbnailProcess : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;
    private readonly ILogger<ThumbnailProcess> _logger;
    private readonly ITimer _idle;
    private Process? _process;

    public ThumbnailProcess(TimeProvider time, ILogger<ThumbnailProcess> logger)
    {
        (_time, _logger) = (time, logger);
        _idle = time.CreateTimer(_ => EndWhenIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The worker's process id; null while there is none.</summary>
    internal int? ProcessId => _process?.Id;

    /// <summary>Makes a thumbnail.</summary>
    /// <param name="length">Number of bytes that <paramref name="send"/> sends.</param>
    /// <returns>The thumbnail; null when the image cannot be decoded within the limits.</returns>
    /// <exception cref="ThumbnailImpossibleException">The worker died of the image or did not finish.</exception>
    /// <exception cref="ThumbnailWorkerException">There is no worker at the moment; the image is not to blame.</exception>
    internal async Task<byte[]?> MakeAsync(SendImage send, int length, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (_process is { HasExited: true }) Kill();
            var process = _process ??= Start();
            await HandOverAsync(process, send, length, cancellationToken);
            return await ReceiveAsync(process, cancellationToken);
        }
        catch (Exception error)
        {
            // Whatever it was: the next image must not meet the rest of this one.
            Kill();
            if (error is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
                throw new ThumbnailWorkerException($"The worker for thumbnails is not there: {error.Message}", error);
            throw;
        }
        finally
        {
            _idle.Change(TimeSpan.FromMilliseconds(ThumbnailLimits.WorkerIdleMs), Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        await _turn.WaitAsync();
        Kill();
        _turn.Dispose();
    }

    private async Task HandOverAsync(Process process, SendImage send, int length, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(ThumbnailLimits.HandOverMs), _time, cancellationToken);
        var header = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        var input = process.StandardInput.BaseStream;
        try
        {
            await input.WriteAsync(header, deadline.Token);
            await send(input, deadline.Token);
            await input.FlushAsync(deadline.Token);
        }
        catch (OperationCanceledException error) when (deadline.IsOver)
        {
            throw new ThumbnailWorkerException($"The image was not handed over within {ThumbnailLimits.HandOverMs} ms.", error);
        }
    }

    private async Task<byte[]?> ReceiveAsync(Process process, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(ThumbnailLimits.MakeMs), _time, cancellationToken);
        var output = process.StandardOutput.BaseStream;
        try
        {
            var header = new byte[sizeof(int)];
            await output.ReadExactlyAsync(header, deadline.Token);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length == 0) return null;
            if (length is < 0 or > ThumbnailLimits.BytesMax) throw new ThumbnailImpossibleException($"The worker announced {length} bytes.");
            var thumbnail = new byte[length];
            await output.ReadExactlyAsync(thumbnail, deadline.Token);
            return thumbnail;
        }
        catch (EndOfStreamException error)
        {
            throw new ThumbnailImpossibleException("The worker died of the image.", error);
        }
        catch (OperationCanceledException error) when (deadline.IsOver)
        {
            throw new ThumbnailImpossibleException($"The worker was not done after {ThumbnailLimits.MakeMs} ms.", error);
        }
    }

    private Process Start()
    {
        var process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The worker for thumbnails does not start.");
        ApiMetrics.ThumbnailWorkers.Add(1);
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            LogNotLowered(_logger, error.Message);
        }

        return process;
    }

    private static ProcessStartInfo StartInfo()
    {
        // The same program again: an own executable beside the assembly, or the assembly under a shared runtime.
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{typeof(ThumbnailProcess).Assembly.GetName().Name}.dll");
        var host = Environment.ProcessPath ?? "dotnet";
        var isShared = string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isShared ? host : Path.ChangeExtension(assembly, null))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        if (isShared) start.ArgumentList.Add(assembly);
        start.ArgumentList.Add(ThumbnailWorker.Name);
        // Nothing of ours: neither passwords nor addresses.
        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment.Clear();
        if (root is not null) start.Environment["DOTNET_ROOT"] = root;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = ThumbnailLimits.WorkerHeapBytesMax.ToString("X");
        return start;
    }

    private void EndWhenIdle()
    {
        if (!_turn.Wait(0)) return;
        try
        {
            Kill();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Kill()
    {
        if (_process is not { } process) return;
        _process = null;
        using (process)
        {
            try
            {
                process.Kill();
            }
            catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It is gone already.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The worker for thumbnails keeps its full priority: {Reason}")]
    private static partial void LogNotLowered(ILogger logger, string reason);
}
