namespace CloudApp.Contracts.Settings;

/// <summary>The settings of a database agent.</summary>
public static class AgentSettingKeys
{
    public static readonly TextSetting Site = new("Agent:Site", "the name of this site, e.g. host1");
    public static readonly TextSetting PeerSite = new("Agent:PeerSite", "the name of the other site, e.g. host2");
    public static readonly TextSetting Address = new("Agent:Address", "the address of this site's server, e.g. 192.168.64.14");
    public static readonly TextSetting PeerAddress = new("Agent:PeerAddress", "the address of the other site's server, e.g. 192.168.64.17");
    public static readonly TextSetting BindAddress = new("Agent:BindAddress", "the address that the agent listens on", "0.0.0.0");
    public static readonly NumberSetting MySqlPort = NumberSetting.Port("Agent:MySqlPort", "the port of both servers", ServicePorts.MySql);
    public static readonly NumberSetting AgentPort = NumberSetting.Port("Agent:AgentPort", "the port of both agents", ServicePorts.Agent);
    public static readonly NumberSetting ServerId = new("Agent:ServerId", "the server's number in replication, another one on each site", 1, int.MaxValue);
    public static readonly TextSetting InitialPrimary = new("Agent:InitialPrimary", "the site that is primary when nothing is recorded yet");
    public static readonly ChoiceSetting Arbiter = new("Agent:Arbiter", "who decides which server may take writes", ArbiterNames.All, ArbiterNames.Etcd);

    /// <summary>etcd counts a lease in whole seconds; with more than a minute a lost primary would be missed for too long.</summary>
    public static readonly NumberSetting LeaseTtlMs = new("Agent:LeaseTtlMs", "how long a silent primary keeps its right to write, in milliseconds", 1_000, 60_000, 1_000);

    /// <summary>For the arbiter etcd.</summary>
    public static readonly TextSetting EtcdEndpoints = new("Agent:EtcdEndpoints", "the etcd members, separated by commas, e.g. https://192.168.64.14:2379", "");

    /// <summary>For the arbiter vip.</summary>
    public static readonly UrlSetting VipUrl = new("Agent:VipUrl", "the address that answers with the name of the site that holds the VIP", "http://192.168.64.10:8404/lb-site");

    /// <summary>For the arbiter vip.</summary>
    public static readonly UrlSetting PeerHostUrl = new("Agent:PeerHostUrl", "the second path to the other host, its load balancer", "http://192.168.64.15:8404/lb-health");

    /// <summary>For the arbiter vip.</summary>
    public static readonly TextSetting Gateway = new("Agent:Gateway", "the address of the LAN's gateway");

    public static readonly TextSetting StateDirectory = new("Agent:StateDirectory", "the directory of the data and of what must survive a restart", "/var/lib/cloudapp");
    public static readonly TextSetting RunDirectory = new("Agent:RunDirectory", "the directory of sockets and generated files, in memory", "/run/cloudapp");
    public static readonly TextSetting MySqlConfiguration = new("Agent:MySqlConfiguration", "the server's own configuration file", "/etc/cloudapp/my.cnf");
}
