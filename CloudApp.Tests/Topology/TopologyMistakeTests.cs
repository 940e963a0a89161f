using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class TopologyMistakeTests
{
    /// <summary>A setting, a bad value as JSON, and the one message it must give.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "name", "\"Cloud App\"", "name: 'Cloud App' is no project name; use lower-case letters, digits, - and _, and start with a letter or digit" },
        { "name", "\"\"", "name: '' is no project name; use lower-case letters, digits, - and _, and start with a letter or digit" },
        { "timeZone", "\"Mars/Olympus\"", "timeZone: 'Mars/Olympus' is no time zone that this machine knows; use an IANA name such as UTC or Europe/Paris" },
        { "lan.cidr", "\"192.168.64.0\"", "lan.cidr: '192.168.64.0' is no IPv4 network; write its first address and prefix length, for example 192.168.64.0/24" },
        { "lan.cidr", "\"192.168.64.1/24\"", "lan.cidr: '192.168.64.1/24' is no IPv4 network; write its first address and prefix length, for example 192.168.64.0/24" },
        { "lan.cidr", "\"fd00::/64\"", "lan.cidr: 'fd00::/64' is no IPv4 network; write its first address and prefix length, for example 192.168.64.0/24" },
        { "lan.cidr", "\"192.168.64.0/30\"", "lan.cidr: 192.168.64.0/30 has an unusable size; choose a prefix length of 8 to 28" },
        { "lan.cidr", "\"0.0.0.0/0\"", "lan.cidr: 0.0.0.0/0 has an unusable size; choose a prefix length of 8 to 28" },
        { "lan.gateway", "\"192.168.65.1\"", "lan.gateway: 192.168.65.1 is outside lan.cidr 192.168.64.0/24; choose an address inside it" },
        { "lan.gateway", "null", "lan.gateway: is missing; write an address inside lan.cidr" },
        { "vip.address", "\"192.168.64.255\"", "vip.address: 192.168.64.255 is the broadcast address of lan.cidr 192.168.64.0/24; choose another address inside it" },
        { "vip.address", "\"192.168.64.14\"", "vip.address: 192.168.64.14 is used twice: it is also sites.host1.data; choose another address" },
        { "vip.address", "\"192.168.64.1\"", "vip.address: 192.168.64.1 is used twice: it is also lan.gateway; choose another address" },
        { "vip.address", "\"192.168.64.20\"", "vip.address: 192.168.64.20 is used twice: it is also monitor.address; choose another address" },
        { "vip.routerId", "0", "vip.routerId: 0 is out of range; choose 1 to 255" },
        { "vip.routerId", "256", "vip.routerId: 256 is out of range; choose 1 to 255" },
        { "vip.advertIntervalMs", "0", "vip.advertIntervalMs: 0 is out of range; choose 10 to 40950" },
        { "vip.advertIntervalMs", "40960", "vip.advertIntervalMs: 40960 is out of range; choose 10 to 40950" },
        { "vip.advertIntervalMs", "105", "vip.advertIntervalMs: 105 is no multiple of 10; VRRP counts in hundredths of a second" },
        { "sites.host2.lb", "\"192.168.65.15\"", "sites.host2.lb: 192.168.65.15 is outside lan.cidr 192.168.64.0/24; choose an address inside it" },
        { "sites.host2.lb", "\"192.168.64.0\"", "sites.host2.lb: 192.168.64.0 is the network address of lan.cidr 192.168.64.0/24; choose another address inside it" },
        { "sites.host2.lb", "\"192.168.64.12\"", "sites.host2.lb: 192.168.64.12 is used twice: it is also sites.host1.lb; choose another address" },
        { "sites.host2.lb", "\"192.168.64.1\"", "sites.host2.lb: 192.168.64.1 is used twice: it is also lan.gateway; choose another address" },
        { "sites.host1.app", "\"192.168.64\"", "sites.host1.app: '192.168.64' is no IPv4 address; write four numbers from 0 to 255, for example 192.168.64.12" },
        { "sites.host1.app", "\"192.168.64.013\"", "sites.host1.app: '192.168.64.013' is no IPv4 address; write four numbers from 0 to 255, for example 192.168.64.12" },
        { "sites.host1.app", "\"app.example\"", "sites.host1.app: 'app.example' is no IPv4 address; write four numbers from 0 to 255, for example 192.168.64.12" },
        { "sites.host1.data", "null", "sites.host1.data: is missing; write an address inside lan.cidr" },
        { "sites.host1.nic", "null", "sites.host1.nic: is missing; name the network interface that faces the LAN (see `ip link`)" },
        { "sites.host1.nic", "\"eth 0\"", "sites.host1.nic: 'eth 0' is no name of a network interface; Linux allows at most 15 letters, digits and . _ - @ (see `ip link`)" },
        { "sites.host1.nic", "\"a-name-of-sixteen\"", "sites.host1.nic: 'a-name-of-sixteen' is no name of a network interface; Linux allows at most 15 letters, digits and . _ - @ (see `ip link`)" },
        { "sites.host2.ram", "4", "sites.host2.ram: unknown key; known here are nic, lb, app, data" },
        { "sites.host3", "{\"nic\":\"eth0\",\"lb\":\"192.168.64.30\",\"app\":\"192.168.64.31\",\"data\":\"192.168.64.32\"}", "sites: 3 sites described (host1, host2, host3); there are exactly 2" },
        { "sites.host2", "null", "sites: 1 of 2 sites described (host1); describe both, for example host1 and host2" },
        { "monitor.address", "\"192.168.64.17\"", "monitor.address: 192.168.64.17 is used twice: it is also sites.host2.data; choose another address" },
        { "monitor.nic", "\"..\"", "monitor.nic: '..' is no name of a network interface; Linux allows at most 15 letters, digits and . _ - @ (see `ip link`)" },
        { "ports.http", "0", "ports.http: 0 is out of range; choose 1 to 65535" },
        { "ports.http", "65536", "ports.http: 65536 is out of range; choose 1 to 65535" },
        { "ports.htp", "80", "ports.htp: unknown key; known here are http, https, haproxyStats, s3Proxy, mysqlReadWrite, mysqlReadOnly, mysql, agent, objectStore, objectStoreConsole, api, backup, prometheus, nodeExporter, etcdClient, etcdPeer" },
        { "database.initialPrimary", "\"host3\"", "database.initialPrimary: 'host3' is no site; choose host1 or host2" },
        { "database.arbiter", "\"raft\"", "database.arbiter: 'raft' is unknown; choose etcd, vip or manual" },
        { "database.leaseTtlMs", "999", "database.leaseTtlMs: 999 is out of range; choose 1000 to 60000" },
        { "database.leaseTtlMs", "1500", "database.leaseTtlMs: 1500 is no multiple of 1000; etcd counts a lease in whole seconds" },
        { "images.registry", "\"https://registry.example\"", "images.registry: 'https://registry.example' is no registry; write host, host:port or host:port/path in lower case without https://, or leave it empty" },
        { "images.tag", "\"-1\"", "images.tag: '-1' is no image tag; use at most 128 letters, digits and . _ -, and do not start with . or -" },
        { "vips", "{}", "vips: unknown key; known here are name, timeZone, lan, vip, sites, monitor, ports, database, backup, images" },
        { "database.ttl", "1", "database.ttl: unknown key; known here are initialPrimary, arbiter, leaseTtlMs" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_setting_and_what_to_do(string setting, string value, string message) =>
        Plans.MistakesIn(Plans.With((setting, JsonNode.Parse(value)))).ShouldContain(message, StringComparer.Ordinal);

    [Theory]
    [InlineData("Host1")]
    [InlineData("host_1")]
    [InlineData("-host")]
    [InlineData("host.1")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890abcd")]
    public void A_site_needs_a_host_name(string name)
    {
        var json = Plans.DefaultJson.Replace("\"host1\"", $"\"{name}\"", StringComparison.Ordinal);

        Plans.MistakesIn(json).ShouldHaveSingleItem()
            .ShouldBe($"sites.{name}: '{name}' is no host name; use lower-case letters, digits and -, at most 63, and start and end with a letter or digit");
    }

    [Fact]
    public void A_site_may_not_take_the_third_machines_name() =>
        Plans.MistakesIn(Plans.DefaultJson.Replace("\"host1\"", "\"monitor\"", StringComparison.Ordinal))
            .ShouldContain("sites.monitor: is the third machine's name; give the site another one", StringComparer.Ordinal);

    [Fact]
    public void All_mistakes_come_at_once()
    {
        var mistakes = Plans.MistakesIn(Plans.With(
            ("name", "Bad Name"), ("timeZone", "Nowhere"), ("vip.routerId", 0), ("vip.advertIntervalMs", 5), ("vip.address", "192.168.64.12"),
            ("sites.host1.nic", "a/b"), ("sites.host2.lb", "192.168.65.15"), ("sites.host2.color", "red"), ("monitor.address", "192.168.64.255"),
            ("ports.http", 8404), ("ports.api", 70000), ("ports.smtp", 25), ("database.initialPrimary", "host9"), ("database.arbiter", "coin"),
            ("images.registry", "UPPER"), ("images.tag", " "), ("extra", 1)));

        mistakes.Select(mistake => mistake.Split(':')[0]).Order(StringComparer.Ordinal).ShouldBe(
        [
            "database.arbiter", "database.initialPrimary", "extra", "images.registry", "images.tag", "monitor.address", "name", "ports.api",
            "ports.haproxyStats", "ports.smtp", "sites.host1.nic", "sites.host2.color", "sites.host2.lb", "timeZone",
            "vip.address", "vip.advertIntervalMs", "vip.routerId",
        ]);
    }

    [Theory]
    [InlineData("registry.example")]
    [InlineData("localhost:5000")]
    [InlineData("registry.example:5000/team/apps")]
    public void A_registry_may_have_a_port_and_a_path(string registry) =>
        Plans.MistakesIn(Plans.With(("images.registry", registry))).ShouldBeEmpty();
}
