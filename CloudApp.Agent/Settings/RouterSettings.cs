namespace CloudApp.Agent.Settings;

/// <summary>One database agent that the keeper follows.</summary>
internal sealed record AgentEndpoint(string Site, Uri Url);

/// <summary>The settings of the router mode.</summary>
internal sealed record RouterSettings(string Site, string BindAddress, IReadOnlyList<AgentEndpoint> Agents)
{
    public int ReadWritePort { get; init; } = ServicePorts.MySqlReadWrite;

    public int ReadOnlyPort { get; init; } = ServicePorts.MySqlReadOnly;

    public string Template { get; init; } = RouterSettingKeys.Template.Default!;

    public string RunDirectory { get; init; } = RouterSettingKeys.RunDirectory.Default!;

    public string HealthSocket => Path.Combine(RunDirectory, "keeper.sock");

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static RouterSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var agents = new List<AgentEndpoint>();
        for (var i = 0; i < RouterSettingKeys.AgentsMax && (i == 0 || read.IsSet(RouterSettingKeys.AgentUrl(i).Key)); i++)
            agents.Add(new AgentEndpoint(read.Text(RouterSettingKeys.AgentSite(i)), read.Url(RouterSettingKeys.AgentUrl(i))));
        var settings = new RouterSettings(read.Text(RouterSettingKeys.Site), read.Text(RouterSettingKeys.BindAddress), agents)
        {
            ReadWritePort = read.Number(RouterSettingKeys.ReadWritePort),
            ReadOnlyPort = read.Number(RouterSettingKeys.ReadOnlyPort),
            Template = read.Text(RouterSettingKeys.Template),
            RunDirectory = read.Text(RouterSettingKeys.RunDirectory),
        };
        read.Require(
            settings.ReadWritePort != settings.ReadOnlyPort,
            $"{RouterSettingKeys.ReadWritePort.Variable} and {RouterSettingKeys.ReadOnlyPort.Variable} are the same: give them two ports.");
        read.ThrowOnMistakes();
        return settings;
    }
}
