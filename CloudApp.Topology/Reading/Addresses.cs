using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CloudApp.Topology.Reading;

/// <summary>IPv4 addresses of the LAN.</summary>
internal static class Addresses
{
    private const int AddressBits = 32;
    private const int MinPrefixLength = 8;

    /// <summary>A /28 is the smallest network that holds six nodes, the VIP, the monitor and a gateway.</summary>
    private const int MaxPrefixLength = 28;

    /// <summary>What a network may be, for the reference.</summary>
    public static string NetworkRange { get; } = $"an IPv4 network with a prefix length of {MinPrefixLength} to {MaxPrefixLength}, for example 192.168.64.0/24";

    /// <summary>Null when it cannot be used, so that addresses are not reported as outside a network that is itself wrong.</summary>
    public static IPNetwork? Network(string setting, string? value, Mistakes mistakes)
    {
        if (string.IsNullOrEmpty(value))
            mistakes.Add(setting, "is missing; write the LAN's network, for example 192.168.64.0/24");
        else if (!IPNetwork.TryParse(value, out var network)
            || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork
            // The library clears the bits behind the prefix: 192.168.64.1/24 would pass as 192.168.64.0/24.
            || !string.Equals(network.ToString(), value, StringComparison.Ordinal))
            mistakes.Add(setting, $"'{value}' is no IPv4 network; write its first address and prefix length, for example 192.168.64.0/24");
        else if (network.PrefixLength is < MinPrefixLength or > MaxPrefixLength)
            mistakes.Add(setting, $"{value} has an unusable size; choose a prefix length of {MinPrefixLength} to {MaxPrefixLength}");
        else
            return network;
        return null;
    }

    /// <summary>An address that a machine of the LAN can have. What cannot be used comes back as <see cref="IPAddress.None"/>.</summary>
    public static IPAddress Host(string setting, string? value, IPNetwork? network, Mistakes mistakes)
    {
        if (string.IsNullOrEmpty(value))
        {
            mistakes.Add(setting, "is missing; write an address inside lan.cidr");
            return IPAddress.None;
        }
        if (!IsPlainIPv4(value, out var address))
        {
            mistakes.Add(setting, $"'{value}' is no IPv4 address; write four numbers from 0 to 255, for example 192.168.64.12");
            return IPAddress.None;
        }
        if (network is not { } lan)
            return address;

        if (!lan.Contains(address))
            mistakes.Add(setting, $"{address} is outside lan.cidr {lan}; choose an address inside it");
        else if (address.Equals(lan.BaseAddress))
            mistakes.Add(setting, $"{address} is the network address of lan.cidr {lan}; choose another address inside it");
        else if (address.Equals(Broadcast(lan)))
            mistakes.Add(setting, $"{address} is the broadcast address of lan.cidr {lan}; choose another address inside it");
        return address;
    }

    /// <summary>The library also takes 192.168.1 and 0x7f.1: only the plain form may pass, because it is written into other programs' files.</summary>
    private static bool IsPlainIPv4(string value, out IPAddress address)
    {
        var good = IPAddress.TryParse(value, out var parsed)
            && parsed.AddressFamily == AddressFamily.InterNetwork
            && string.Equals(parsed.ToString(), value, StringComparison.Ordinal);
        address = good ? parsed! : IPAddress.None;
        return good;
    }

    private static IPAddress Broadcast(IPNetwork network)
    {
        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, first | (uint)((1UL << (AddressBits - network.PrefixLength)) - 1));
        return new IPAddress(bytes);
    }
}
