using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Lab;

/// <summary>The rules at the switch's ports, in its own namespace. Not in the machine's: ARP would leave all the same, and no
/// rule of iptables sees it.</summary>
/// <param name="switchNamespace">Path of the switch's mounted namespace.</param>
internal sealed class PortRules(string switchNamespace)
{
    private const int ProgramMissing = 127;

    private static readonly ProcessRunner Runner = new(TimeProvider.System);

    /// <summary>What is wrong with the cable at that port; nothing where there is no port.</summary>
    public async Task<LinkFaults> ReadAsync(string port, CancellationToken cancellationToken)
    {
        var listed = await Runner.RunAsync(Nft(["list", "table", "netdev", LinkFaults.TableOf(port)], input: null), cancellationToken);
        return listed.Succeeded ? LinkFaults.Read(listed.StandardOutput) : LinkFaults.None;
    }

    /// <summary>Replaces what was wrong with the cable at that port.</summary>
    /// <exception cref="UserException">nft is missing, or the kernel refuses; the message has its words.</exception>
    public async Task ApplyAsync(string port, LinkFaults faults, CancellationToken cancellationToken)
    {
        var request = Nft(["-f", "-"], faults.Render(port));
        var result = await Runner.RunAsync(request, cancellationToken);
        if (result.ExitCode == ProgramMissing)
            throw new UserException("The program 'nft' is missing, which drops frames at the switch. './cloudapp up' installs it, or 'apt-get install nftables'.");
        if (!result.Succeeded && faults.HearsNothing && result.StandardError.Contains("not supported", StringComparison.OrdinalIgnoreCase))
            throw new UserException($"This kernel cannot drop what a port sends ('hook egress' of nftables), which Linux can since 5.16: {result.StandardError.Trim()}");
        request.Check(result);
    }

    /// <summary>Takes everything back; a machine without nft has nothing to take back.</summary>
    public async Task ClearAsync(string port, CancellationToken cancellationToken)
    {
        if (await ReadAsync(port, cancellationToken) != LinkFaults.None)
            await ApplyAsync(port, LinkFaults.None, cancellationToken);
    }

    private ProcessRequest Nft(IReadOnlyList<string> arguments, string? input) =>
        new("nsenter", [$"--net={switchNamespace}", "--", "nft", .. arguments]) { StandardInput = input, Purpose = "dropping frames at the switch" };
}
