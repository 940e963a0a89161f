namespace CloudApp.Agent.Settings;

/// <summary>One database agent that the keeper follows.</summary>
public sealed record AgentEndpoint(string Site, Uri Url);

/// <summary>The settings of the router mode.</summary>
public sealed record RouterSettings(string Site, string BindAddress, IReadOnlyList<AgentEndpoint> Agents)
{
    private const int MostAgents = 8;

    public int ReadWritePort { get; init; } = 3306;

    public int ReadOnlyPort { get; init; } = 3307;

    public string Template { get; init; } = "/etc/cloudapp/mysqlrouter.conf";

    public string RunDirectory { get; init; } = "/run/cloudapp";

    public string HealthSocket => Path.Combine(RunDirectory, "keeper.sock");

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static RouterSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var agents = new List<AgentEndpoint>();
        for (var i = 0; i < MostAgents && (i == 0 || configuration[$"Router:Agents:{i}:Url"] is not null); i++)
            agents.Add(new AgentEndpoint(read.Text($"Router:Agents:{i}:Site"), read.Url($"Router:Agents:{i}:Url")));
        var settings = new RouterSettings(read.Text("Router:Site"), read.Text("Router:BindAddress"), agents)
        {
            ReadWritePort = read.Number("Router:ReadWritePort", 1, 65535, 3306),
            ReadOnlyPort = read.Number("Router:ReadOnlyPort", 1, 65535, 3307),
            Template = read.Text("Router:Template", "/etc/cloudapp/mysqlrouter.conf"),
            RunDirectory = read.Text("Router:RunDirectory", "/run/cloudapp"),
        };
        read.Require(settings.ReadWritePort != settings.ReadOnlyPort, "Router__ReadWritePort and Router__ReadOnlyPort are the same: give them two ports.");
        read.ThrowOnMistakes();
        return settings;
    }
}
