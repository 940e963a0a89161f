using System.Globalization;
using System.Net;
using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>One machine of the lab: a network namespace, and an engine where it is a Docker host.</summary>
/// <param name="Name">Short name: host1, host2, monitor or client; also the name of its port on the switch.</param>
/// <param name="Address">First address of its NIC.</param>
/// <param name="HasEngine">False for the client, which is a network namespace only.</param>
public sealed record LabMachine(string Name, IPAddress Address, bool HasEngine)
{
    /// <summary>The same at every power-on, as a real NIC's; locally administered, made from the address.</summary>
    public string Mac =>
        "02:42:" + string.Join(':', Address.GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
}

/// <summary>Which machines a lab has and how they are joined; facts only.</summary>
/// <param name="Name">Prefix of all its namespaces; two labs with different names live side by side.</param>
/// <param name="PrefixLength">Bits of the LAN's network mask.</param>
/// <param name="Gateway">Answers on the switch, so that a check of the gateway has something to check.</param>
/// <param name="Nic">Name of the network card in every machine.</param>
public sealed record LabPlan(
    string Name,
    int PrefixLength,
    IPAddress Gateway,
    string Nic,
    IReadOnlyList<LabMachine> Machines)
{
    public const string ClientName = "client";
    public const string SwitchName = "switch";

    /// <summary>Where the client's address is looked for in the LAN; no node has it by default.</summary>
    public const byte ClientOffset = 200;

    public IEnumerable<LabMachine> Hosts => Machines.Where(machine => machine.HasEngine);

    public LabMachine Client => Machine(ClientName);

    public string SwitchNamespace => Namespace(SwitchName);

    public string Namespace(string machine) => $"{Name}-{machine}";

    /// <summary>A machine by its short name.</summary>
    /// <exception cref="UserException">There is no machine of that name.</exception>
    public LabMachine Machine(string name) =>
        Machines.FirstOrDefault(machine => string.Equals(machine.Name, name, StringComparison.Ordinal))
        ?? throw new UserException(
            $"The lab '{Name}' has no machine '{name}'. It has: {string.Join(", ", Machines.Select(machine => machine.Name))}.");

    /// <summary>A Docker host by its short name.</summary>
    /// <exception cref="UserException">The machine has no engine, so it cannot be switched off or on.</exception>
    public LabMachine Host(string name)
    {
        var machine = Machine(name);
        return machine.HasEngine
            ? machine
            : throw new UserException($"'{name}' is no Docker host. Hosts: {string.Join(", ", Hosts.Select(host => host.Name))}.");
    }

    public string NetworkNamespacePath(string machine) => $"/run/netns/{Namespace(machine)}";
}
