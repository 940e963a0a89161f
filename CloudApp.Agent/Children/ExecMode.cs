using System.Globalization;
using System.Runtime.InteropServices;

namespace CloudApp.Agent.Children;

/// <summary>
/// The last step before a child program: asks the kernel to kill this process when its parent dies, then
/// becomes the program. The request survives the exec, so mysqld cannot outlive its agent.
/// </summary>
internal static class ExecMode
{
    private const int ParentIsGone = 70;
    private const int CannotExecute = 127;

    /// <param name="args">The parent's process id, the program, the program's arguments.</param>
    internal static int Run(string[] args)
    {
        var parent = int.Parse(args[0], CultureInfo.InvariantCulture);
        _ = NativeMethods.Prctl(NativeMethods.SetParentDeathSignal, NativeMethods.SigKill, 0, 0, 0);
        // The parent may have died before the request was made.
        if (NativeMethods.GetParentProcessId() != parent)
            return ParentIsGone;
        string?[] argv = [.. args[1..], null];
        _ = NativeMethods.Exec(args[1], argv);
        Console.Error.WriteLine($"cannot start {args[1]}: {Marshal.GetLastPInvokeErrorMessage()}");
        return CannotExecute;
    }
}
