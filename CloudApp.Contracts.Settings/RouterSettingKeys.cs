namespace CloudApp.Contracts.Settings;

/// <summary>The settings of the parent of MySQL Router.</summary>
public static class RouterSettingKeys
{
    /// <summary>More agents than these are not looked for.</summary>
    public const int AgentsMax = 8;

    public static readonly TextSetting Site = new("Router:Site", "the name of this site, e.g. host1");
    public static readonly TextSetting BindAddress = new("Router:BindAddress", "the address that both routes listen on, e.g. 192.168.64.12");
    public static readonly NumberSetting ReadWritePort = NumberSetting.Port("Router:ReadWritePort", "the port of the route to the primary", ServicePorts.MySqlReadWrite);
    public static readonly NumberSetting ReadOnlyPort = NumberSetting.Port("Router:ReadOnlyPort", "the port of the route to a replica", ServicePorts.MySqlReadOnly);
    public static readonly TextSetting Template = new("Router:Template", "the router's own configuration file", "/etc/cloudapp/mysqlrouter.conf");
    public static readonly TextSetting RunDirectory = new("Router:RunDirectory", "the directory of sockets and generated files, in memory", "/run/cloudapp");

    /// <summary>Both agents, from 0.</summary>
    public static TextSetting AgentSite(int index) => new(FormattableString.Invariant($"Router:Agents:{index}:Site"), "the site of an agent, e.g. host1");

    public static UrlSetting AgentUrl(int index) =>
        new(FormattableString.Invariant($"Router:Agents:{index}:Url"), "the address of that agent", "http://192.168.64.14:8008");
}
