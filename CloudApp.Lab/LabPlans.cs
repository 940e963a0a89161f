using System.Net;
using CloudApp.Operations;
using CloudApp.Topology.Model;

namespace CloudApp.Lab;

/// <summary>From the plan of the two sites to the machines of a lab. Pure.</summary>
public static class LabPlans
{
    /// <summary>Of the lab that up, down and lab speak of when none is named.</summary>
    public const string DefaultName = "lab";

    /// <summary>Lays the plan out on one switch, with a client beside the hosts.</summary>
    /// <exception cref="UserException">The plan cannot be laid out on one switch.</exception>
    public static LabPlan From(TopologyPlan plan, string labName)
    {
        var nics = plan.Sites.Select(site => site.Nic).Append(plan.Monitor?.Nic).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (nics.Count != 1)
            throw new UserException($"The lab's machines have one network card each, of the same name; topology.json names {string.Join(", ", nics)}. Give every host the same 'nic'.");

        var machines = plan.Sites.Select(site => new LabMachine(site.Name, site.Lb, HasEngine: true)).ToList();
        if (plan.Monitor is { } monitor)
            machines.Add(new LabMachine(MonitorHost.Name, monitor.Address, HasEngine: true));
        machines.Add(new LabMachine(LabPlan.ClientName, ClientAddress(plan), HasEngine: false));
        return new LabPlan(labName, plan.Lan.Network.PrefixLength, plan.Lan.Gateway, nics[0], machines);
    }

    // .200 where the LAN has it, or else the highest free address below.
    private static IPAddress ClientAddress(TopologyPlan plan)
    {
        var taken = plan.Sites.SelectMany(site => site.Addresses)
            .Append(plan.Vip.Address).Append(plan.Lan.Gateway).Append(plan.Monitor?.Address).OfType<IPAddress>().ToHashSet();
        for (var offset = LabPlan.ClientOffset; offset > 0; offset--)
        {
            var bytes = plan.Lan.Network.BaseAddress.GetAddressBytes();
            bytes[^1] |= offset;
            var candidate = new IPAddress(bytes);
            if (plan.Lan.Network.Contains(candidate) && !taken.Contains(candidate))
                return candidate;
        }

        throw new UserException($"The LAN {plan.Lan.Network} has no free address for the lab's client.");
    }
}
