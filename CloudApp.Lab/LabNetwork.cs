using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;

namespace CloudApp.Lab;

/// <summary>The lab's cables: a bridge in a namespace of its own (the switch) and one veth pair per machine.
/// Nothing of it is in the root namespace, so no packet of the lab can leave through the machine's own routes.</summary>
public sealed class LabNetwork(LabPlan plan)
{
    private const string Bridge = "br0";
    private const string PortDisabled = "0";
    private const string PortForwarding = "3";
    private const int CarrierSeconds = 5;
    private const int CarrierPollMs = 10;

    private readonly PortRules _rules = new(plan.NetworkNamespacePath(LabPlan.SwitchName));

    /// <summary>Makes the switch when it is missing.</summary>
    public async Task EnsureSwitchAsync(CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(plan.SwitchNamespace, cancellationToken);
        if ((await IpAsync(plan.SwitchNamespace, cancellationToken, "link", "show", Bridge)).Succeeded)
            return;
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken,
            "link", "add", Bridge, "type", "bridge", "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0");
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken,
            "address", "add", $"{plan.Gateway}/{plan.PrefixLength}", "dev", Bridge);
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken, "link", "set", Bridge, "up");
    }

    /// <summary>Makes a machine's namespace with its NIC plugged into the switch, when it is missing.</summary>
    public async Task EnsureMachineAsync(LabMachine machine, CancellationToken cancellationToken)
    {
        var name = plan.Namespace(machine.Name);
        await EnsureNamespaceAsync(name, cancellationToken);
        await RequireIpAsync(name, cancellationToken, "link", "set", "lo", "up");
        if ((await IpAsync(name, cancellationToken, "link", "show", plan.Nic)).Succeeded)
            return;

        await IpAsync(plan.SwitchNamespace, cancellationToken, "link", "delete", machine.Name);
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken,
            "link", "add", machine.Name, "type", "veth",
            "peer", "name", plan.Nic, "address", machine.Mac, "netns", name);
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken, "link", "set", machine.Name, "master", Bridge, "up");
        await RequireIpAsync(name, cancellationToken,
            "address", "add", $"{machine.Address}/{plan.PrefixLength}", "dev", plan.Nic);
        await RequireIpAsync(name, cancellationToken, "link", "set", plan.Nic, "up");
    }

    /// <summary>Takes the machine off the switch for good; frames that it still sends go nowhere.</summary>
    public async Task UnplugAsync(LabMachine machine, CancellationToken cancellationToken)
    {
        await IpAsync(plan.SwitchNamespace, cancellationToken, "link", "delete", machine.Name);
        await _rules.ClearAsync(machine.Name, cancellationToken);
    }

    /// <summary>Pulls the cable (the host sees its carrier go), or drops every frame while the carrier stays.</summary>
    public async Task CutAsync(LabMachine machine, bool silent, CancellationToken cancellationToken)
    {
        await RequirePluggedAsync(machine, cancellationToken);
        if (silent)
            await SetPortStateAsync(machine, PortDisabled, cancellationToken);
        else
            await RequireIpAsync(plan.SwitchNamespace, cancellationToken, "link", "set", machine.Name, "down");
    }

    /// <summary>Drops what the machine should hear, or what it sends, ARP and broadcasts included; the carrier stays. The other direction is as it was.</summary>
    public async Task CutAsync(LabMachine machine, LinkDirection direction, CancellationToken cancellationToken)
    {
        await RequirePluggedAsync(machine, cancellationToken);
        var now = await _rules.ReadAsync(machine.Name, cancellationToken);
        await _rules.ApplyAsync(
            machine.Name, direction == LinkDirection.In ? now with { HearsNothing = true } : now with { SendsNothing = true }, cancellationToken);
    }

    /// <summary>Drops a share of the frames that the machine sends, each by chance.</summary>
    /// <param name="percent">0 to 100; 0 takes it back.</param>
    public async Task LoseAsync(LabMachine machine, int percent, CancellationToken cancellationToken)
    {
        if (percent is < 0 or > LinkFaults.PercentMax)
            throw new UserException($"A loss of {percent} % is none: use 0 to {LinkFaults.PercentMax}.");
        await RequirePluggedAsync(machine, cancellationToken);
        await _rules.ApplyAsync(machine.Name, await _rules.ReadAsync(machine.Name, cancellationToken) with { LossPercent = percent }, cancellationToken);
    }

    /// <summary>Undoes every kind of cut, and loss.</summary>
    public async Task MendAsync(LabMachine machine, CancellationToken cancellationToken)
    {
        await RequirePluggedAsync(machine, cancellationToken);
        await _rules.ClearAsync(machine.Name, cancellationToken);
        await RequireIpAsync(plan.SwitchNamespace, cancellationToken, "link", "set", machine.Name, "up");
        // The kernel notices the carrier a moment after the port is up, and refuses the state until then: "Network is down".
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await SetPortStateAsync(machine, PortForwarding, cancellationToken);
                return;
            }
            catch (UserException) when (TimeProvider.System.GetElapsedTime(began).TotalSeconds < CarrierSeconds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(CarrierPollMs), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>up, cut, silent (carrier but no frames), absent, or what else is wrong with it, such as "hears nothing".</summary>
    public async Task<string> LinkStateAsync(LabMachine machine, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync(["bridge", "-n", plan.SwitchNamespace, "link", "show", "dev", machine.Name], cancellationToken);
        if (!result.Succeeded || result.StandardOutput.Trim().Length == 0)
            return "absent";
        var link = await IpAsync(plan.SwitchNamespace, cancellationToken, "link", "show", machine.Name);
        if (!link.StandardOutput.Contains("UP", StringComparison.Ordinal))
            return "cut";
        if (!result.StandardOutput.Contains("state forwarding", StringComparison.Ordinal))
            return "silent";
        var faults = await _rules.ReadAsync(machine.Name, cancellationToken);
        return faults == LinkFaults.None ? MachineCondition.Up : faults.ToString();
    }

    /// <summary>Removes a namespace; its links go with it.</summary>
    public static async Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var path = $"/run/netns/{name}";
        if (FileIdentity.NamespaceInode(path) is not null)
            await Tool.RequireAsync(["ip", "netns", "delete", name], cancellationToken);
        if (File.Exists(path))
            File.Delete(path);
    }

    public static async Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var path = $"/run/netns/{name}";
        if (FileIdentity.NamespaceInode(path) is not null)
            return;
        // What a reboot leaves where /run is on disk: a plain file that is no namespace any more.
        if (File.Exists(path))
            File.Delete(path);
        await Tool.RequireAsync(["ip", "netns", "add", name], cancellationToken);
    }

    private async Task RequirePluggedAsync(LabMachine machine, CancellationToken cancellationToken)
    {
        if (!(await IpAsync(plan.SwitchNamespace, cancellationToken, "link", "show", machine.Name)).Succeeded)
        {
            throw new UserException(
                $"'{machine.Name}' is not on the switch of lab '{plan.Name}': it is powered off or the lab is not up.");
        }
    }

    private Task<string> SetPortStateAsync(LabMachine machine, string state, CancellationToken cancellationToken) =>
        Tool.RequireAsync(["bridge", "-n", plan.SwitchNamespace, "link", "set", "dev", machine.Name, "state", state], cancellationToken);

    private static Task<ProcessResult> IpAsync(string name, CancellationToken cancellationToken, params string[] arguments) =>
        Tool.RunAsync(["ip", "-n", name, .. arguments], cancellationToken);

    private static Task<string> RequireIpAsync(string name, CancellationToken cancellationToken, params string[] arguments) =>
        Tool.RequireAsync(["ip", "-n", name, .. arguments], cancellationToken);
}
