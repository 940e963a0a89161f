using System.Net;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Publishing;
using CloudApp.Tests.Infra;
using CloudApp.Tests.Lab.Failover;
using MySqlConnector;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>Two database servers with their agents, and one router, in containers on loopback addresses.</summary>
public sealed class DatabasePair : IAsyncLifetime
{
    private const string Prefix = "cloudapp-test-pair-";
    private const string RouterAddress = "127.0.2.12";
    private const int LogLines = 60;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Sites = ["host1", "host2"];
    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal) { ["host1"] = "127.0.2.14", ["host2"] = "127.0.2.17" };

    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private DockerEngine? _engine;

    private DockerCli Docker => _engine!.Docker;

    public async ValueTask InitializeAsync()
    {
        _engine = await Builder.StartAsync();
        await Builder.ImageAsync(_engine, "mysql");
        await Builder.ImageAsync(_engine, "mysqlrouter");
        await RemoveAllAsync();
        MakeSecrets();
        // The replica first: any order must do.
        await StartDatabaseAsync("host2");
        await StartDatabaseAsync("host1");
        await StartRouterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAllAsync();
    }

    public static string ContainerOf(string site) => Prefix + site;

    public static string AddressOf(string site) => Addresses[site];

    internal async Task<AgentStatus?> StatusAsync(string site)
    {
        using var agent = AgentOf(site);
        return await agent.TryStatusAsync(CancellationToken.None);
    }

    /// <summary>Waits until the status is as wanted.</summary>
    internal async Task<AgentStatus> WaitForAsync(string site, Func<AgentStatus, bool> wanted, int limitSeconds = 180)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(limitSeconds));
        AgentStatus? last = null;
        while (!limit.IsCancellationRequested)
        {
            last = await StatusAsync(site);
            if (last is not null && wanted(last))
                return last;
            await Task.Delay(Poll, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{site} did not get there within {limitSeconds} s; its last status: {last}\n{await LogsAsync()}");
    }

    /// <summary>Both servers running, host1 the primary, in sync: what each test starts from, whatever the one before left.</summary>
    public async Task RestoreAsync()
    {
        foreach (var site in Sites)
            await Docker.TryAsync(["start", ContainerOf(site)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (!limit.IsCancellationRequested)
        {
            if (await StatusAsync("host1") is { IsPrimary: true, Sync.AcknowledgedWriteCanBeLost: false })
                return;
            if (await StatusAsync("host2") is { IsPrimary: true, Sync.AcknowledgedWriteCanBeLost: false })
                await SwitchOverAsync("host2", "host1");
            await Task.Delay(Poll, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"The pair was not in sync again within 180 s.\n{await LogsAsync()}");
    }

    /// <summary>The last lines of both servers, for a failed test.</summary>
    private async Task<string> LogsAsync()
    {
        var text = new System.Text.StringBuilder();
        foreach (var site in Sites)
        {
            var logs = await Docker.TryAsync(["logs", "--timestamps", "--tail", LogLines.ToString(System.Globalization.CultureInfo.InvariantCulture), ContainerOf(site)]);
            text.AppendLine($"--- {site}").AppendLine(logs.StandardOutput).AppendLine(logs.StandardError);
        }
        return text.ToString();
    }

    public Task WaitForSyncAsync() => WaitForAsync("host1", static s => s.IsPrimary && !s.Sync.AcknowledgedWriteCanBeLost);

    /// <summary>A connection through the router, as the application has it.</summary>
    public async Task<MySqlConnection> ConnectAsync(uint port = 3306)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var connection = new MySqlConnection(new MySqlConnectionStringBuilder
            {
                Server = RouterAddress,
                Port = port,
                UserID = "cloudapp",
                Password = _secrets["MYSQL_APP_PASSWORD"],
                Database = "cloud_app",
                SslMode = MySqlSslMode.Required,
                Pooling = false,
                ConnectionTimeout = 5,
            }.ConnectionString);
            try
            {
                await connection.OpenAsync(limit.Token);
                return connection;
            }
            catch (MySqlException) when (!limit.IsCancellationRequested)
            {
                await connection.DisposeAsync();
                await Task.Delay(Poll, TimeProvider.System, limit.Token);
            }
        }
    }

    public async Task<long> ScalarAsync(string sql, uint port = 3306)
    {
        await using var connection = await ConnectAsync(port);
        await using var command = new MySqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public Task<string> DockerAsync(params IReadOnlyList<string> arguments) => Docker.RunAsync(arguments);

    /// <summary>Sends a signal to mysqld from inside its container.</summary>
    public Task SignalMySqlAsync(string site, string signal) =>
        DockerAsync("exec", ContainerOf(site), "sh", "-c", $"kill -{signal} $(cat /run/cloudapp/mysqld.pid)");

    /// <summary>As somebody does by hand on the server itself.</summary>
    public Task<string> SqlAsync(string site, string sql) => DockerAsync("exec", ContainerOf(site), "sh", "-c", DatabaseHost.SqlScript, "sh", sql);

    /// <summary>What agent and mysqld have written since the container was made.</summary>
    public async Task<string> DockerLogAsync(string site)
    {
        var logs = await Docker.TryAsync(["logs", ContainerOf(site)]);
        return logs.StandardOutput + logs.StandardError;
    }

    public async Task WipeAsync(string site)
    {
        await DockerAsync("rm", "--force", ContainerOf(site));
        await DockerAsync("volume", "rm", ContainerOf(site));
    }

    private AgentClient AgentOf(string site) =>
        new(site, new Uri($"http://{Addresses[site]}:8008"), _secrets["AGENT_TOKEN"], new SocketsHttpHandler());

    /// <summary>The operator's command to the agent of this site.</summary>
    public async Task CommandAsync(string site, Func<AgentClient, CancellationToken, Task> order)
    {
        using var agent = AgentOf(site);
        await order(agent, TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Moves the primary by order. A switchover may be given up after two seconds, the old primary then goes on: an
    /// operator sees that and orders again, and so does this.
    /// </summary>
    public async Task SwitchOverAsync(string from, string to)
    {
        const int orders = 5;
        for (var order = 1; ; order++)
        {
            await CommandAsync(from, static (agent, cancellationToken) => agent.SwitchOverAsync(cancellationToken));
            try
            {
                await WaitForAsync(to, static status => status.IsPrimary, limitSeconds: 8);
                return;
            }
            catch (TimeoutException) when (order < orders)
            {
                await WaitForAsync(from, static status => status.IsPrimary && !status.Sync.AcknowledgedWriteCanBeLost);
            }
        }
    }

    public Task<string> StartDatabaseAsync(string site)
    {
        var peer = Sites.Single(other => !string.Equals(other, site, StringComparison.Ordinal));
        return RunAsync(ContainerOf(site), "cloudapp/mysql:0.1.0", new Dictionary<string, string>(_secrets, StringComparer.Ordinal)
        {
            ["Agent__Site"] = site,
            ["Agent__PeerSite"] = peer,
            ["Agent__Address"] = Addresses[site],
            ["Agent__PeerAddress"] = Addresses[peer],
            ["Agent__BindAddress"] = Addresses[site],
            ["Agent__ServerId"] = site[^1..],
            ["Agent__InitialPrimary"] = "host1",
            ["Agent__Arbiter"] = "manual",
        }, $"--volume={ContainerOf(site)}:/var/lib/cloudapp");
    }

    private Task<string> StartRouterAsync() => RunAsync(Prefix + "router", "cloudapp/mysqlrouter:0.1.0", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Router__Site"] = "host1",
        ["Router__BindAddress"] = RouterAddress,
        ["Router__Agents__0__Site"] = "host1",
        ["Router__Agents__0__Url"] = $"http://{Addresses["host1"]}:8008",
        ["Router__Agents__1__Site"] = "host2",
        ["Router__Agents__1__Url"] = $"http://{Addresses["host2"]}:8008",
    });

    private Task<string> RunAsync(string name, string image, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> more) => DockerAsync(
    [
        "run", "--detach", "--name", name, "--restart=always", "--no-healthcheck", "--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges",
        "--tmpfs=/tmp", "--tmpfs=/run/cloudapp:uid=999,gid=999,mode=0750", .. more, .. Builder.Environment(environment), image,
    ]);

    private void MakeSecrets()
    {
        var (certificate, _) = CertificateAuthority.Create("test", TimeProvider.System);
        using var authority = new CertificateAuthority(certificate, TimeProvider.System);
        var (text, key) = authority.Issue(new HostIdentity("test", [.. Addresses.Values.Select(IPAddress.Parse)]));
        (_secrets["TLS_CA_CERT_B64"], _secrets["TLS_CERT_B64"], _secrets["TLS_KEY_B64"]) = (authority.CertificateText, text, key);
        foreach (var name in new[] { "MYSQL_ADMIN_PASSWORD", "MYSQL_REPLICATION_PASSWORD", "MYSQL_APP_PASSWORD", "MYSQL_BACKUP_PASSWORD", "AGENT_TOKEN" })
            _secrets[name] = Guid.NewGuid().ToString("N");
    }

    private async Task RemoveAllAsync()
    {
        foreach (var name in new[] { "router", "host1", "host2" })
            await Docker.TryAsync(["rm", "--force", Prefix + name]);
        foreach (var site in Sites)
            await Docker.TryAsync(["volume", "rm", "--force", ContainerOf(site)]);
    }
}
