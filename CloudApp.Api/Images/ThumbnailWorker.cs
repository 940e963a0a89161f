using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CloudApp.Api.Formats;

namespace CloudApp.Api.Images;

/// <summary>
/// <c>CloudApp.Api thumbnails</c>: the process that decodes. It knows no secret and no address, its memory is limited, and
/// when an image breaks it or keeps it busy for too long, only it dies. One image after the other: 4 bytes of length
/// (little-endian) and the file on stdin; the same with the thumbnail on stdout, length 0 when there can be none.
/// </summary>
internal static partial class ThumbnailWorker
{
    internal const string Name = "thumbnails";

    private const int LimitData = 2;

    /// <summary>Works until stdin ends.</summary>
    internal static int Run()
    {
        LimitMemory();
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        Span<byte> length = stackalloc byte[sizeof(int)];
        while (input.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (size is < 1 or > (int)ImageLimits.BytesMax) return 1;
            var image = new byte[size];
            input.ReadExactly(image);
            var thumbnail = ThumbnailMaker.Make(image) ?? [];
            BinaryPrimitives.WriteInt32LittleEndian(length, thumbnail.Length);
            output.Write(length);
            output.Write(thumbnail);
            output.Flush();
        }

        return 0;
    }

    private static void LimitMemory()
    {
        // When the container's memory is used up the kernel shall choose this process, not the application.
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only a second line of defence: the limit below holds anyway.
        }

        var limit = new ResourceLimit(ThumbnailLimits.WorkerMemoryBytesMax, ThumbnailLimits.WorkerMemoryBytesMax);
        if (SetResourceLimit(LimitData, in limit) != 0) throw new InvalidOperationException("The kernel does not limit the memory of this process.");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
