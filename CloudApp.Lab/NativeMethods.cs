using System.Runtime.InteropServices;

namespace CloudApp.Lab;

/// <summary>Signals to processes; one that has ended already is no mistake.</summary>
public static class Signals
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    /// <summary>SIGTERM: the process may clean up.</summary>
    public static void Terminate(int pid) => _ = NativeMethods.Kill(pid, SignalTerminate);

    /// <summary>SIGKILL.</summary>
    public static void Kill(int pid) => _ = NativeMethods.Kill(pid, SignalKill);
}

internal static partial class NativeMethods
{
    public const int NewNetworkNamespace = 0x40000000;

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int pid, int signal);
}
