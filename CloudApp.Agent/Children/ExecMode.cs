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

    /// <param name="args">The parent's process id, how much nicer than it the child is, the program, the program's arguments.</param>
    internal static int Run(string[] args)
    {
        var parent = int.Parse(args[0], CultureInfo.InvariantCulture);
        _ = NativeMethods.Prctl(NativeMethods.SetParentDeathSignal, NativeMethods.SigKill, 0, 0, 0);
        // The parent may have died before the request was made.
        if (NativeMethods.GetParentProcessId() != parent)
            return ParentIsGone;
        _ = NativeMethods.Nice(int.Parse(args[1], CultureInfo.InvariantCulture));
        string?[] argv = [.. args[2..], null];
        _ = NativeMethods.Exec(args[2], argv);
        Console.Error.WriteLine($"cannot start {args[2]}: {Marshal.GetLastPInvokeErrorMessage()}");
        return CannotExecute;
    }
}
