using System.Net;
using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Machines;

/// <summary>A machine that an operator works on, wherever it is and however it is reached.</summary>
public interface IMachine
{
    /// <summary>As the plan names it, such as host1; also the name of its bundle.</summary>
    string Name { get; }

    /// <summary>The folder on the machine that its bundle lies in.</summary>
    string BundleFolder { get; }

    /// <summary>Path on the machine of its Docker engine's socket.</summary>
    string EngineSocket { get; }

    /// <summary>Runs a program there and returns its exit code, whatever it is. Input is passed on; no shell is involved.</summary>
    /// <exception cref="UserException">The machine cannot be reached, or the program does not exist or did not end in time.</exception>
    Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken);

    /// <summary>Copies a file, or a folder with all that is in it, from here to the machine; what has the same name there is replaced.</summary>
    /// <exception cref="UserException">The machine cannot be reached, or the copy failed.</exception>
    Task CopyAsync(string source, string target, CancellationToken cancellationToken);

    /// <summary>Opens a stream to an address as it is seen from the machine.</summary>
    /// <param name="address">TCP, or a Unix socket on the machine.</param>
    /// <exception cref="System.Net.Sockets.SocketException">Nobody answers there.</exception>
    /// <exception cref="UserException">The machine cannot be reached.</exception>
    ValueTask<Stream> ConnectAsync(EndPoint address, CancellationToken cancellationToken);

    /// <summary>Its power and its cable, where somebody can look at them; null where only the network tells.</summary>
    Task<MachineCondition?> ConditionAsync(CancellationToken cancellationToken);

    /// <summary>What a person types to run this command there.</summary>
    string CommandLine(params IEnumerable<string> arguments);
}

/// <summary>What is seen of a machine from beside it.</summary>
/// <param name="Power">on, off or frozen.</param>
/// <param name="Link">up, cut, silent (carrier but no frames), absent, or what else is wrong with it, such as "hears nothing".</param>
public sealed record MachineCondition(string Power, string Link)
{
    public const string On = "on";
    public const string Off = "off";

    /// <summary>It has power, and none of its programs runs.</summary>
    public const string Frozen = "frozen";

    public const string Up = "up";
}
