using CloudApp.Operations.Engine;
using CloudApp.Tests.Infra;
using MySqlConnector;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>One bare mysqld of our own image, in memory, for all tests of the API that need a real server.</summary>
public sealed class MySqlServer : IAsyncLifetime
{
    public const string Collection = "api-mysql";

    private const string Container = "cloudapp-test-api-mysql";
    private const string Address = "127.0.2.33";
    private const int Port = 3306;
    private const int StartSeconds = 60;

    // No my.cnf: that one is fenced for the agent, which is not part of these tests.
    private const string Script =
        """
        set -eu
        data=/var/lib/cloudapp/mysql
        common="--no-defaults --datadir=$data --tmpdir=/tmp --secure-file-priv=NULL --mysqlx=OFF --innodb-redo-log-capacity=32M"
        printf "CREATE USER 'test'@'%%' IDENTIFIED BY '%s'; GRANT ALL ON *.* TO 'test'@'%%' WITH GRANT OPTION;" "$PASSWORD" > /tmp/users.sql
        mysqld $common --initialize-insecure
        exec mysqld $common --bind-address="$ADDRESS" --port="$PORT" --socket=/tmp/mysqld.sock --skip-name-resolve \
            --server-id=1 --gtid-mode=ON --enforce-gtid-consistency=ON --log-bin=binlog --sync-binlog=0 \
            --innodb-flush-log-at-trx-commit=0 --init-file=/tmp/users.sql
        """;

    private readonly string _password = Guid.NewGuid().ToString("N");
    private DockerEngine? _engine;

    /// <summary>Connection string of an administrator.</summary>
    internal string Admin => new MySqlConnectionStringBuilder
    {
        Server = Address,
        Port = Port,
        UserID = "test",
        Password = _password,
        SslMode = MySqlSslMode.Required,
        ConnectionTimeout = 5,
    }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(_engine, "mysql");
        await RemoveAsync();
        await _engine.Docker.RunAsync(
        [
            "run", "--detach", "--name", Container, "--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges",
            "--tmpfs=/tmp", "--tmpfs=/var/lib/cloudapp:uid=999,gid=999,mode=0750",
            .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ADDRESS"] = Address, ["PORT"] = $"{Port}", ["PASSWORD"] = _password,
            }),
            "--entrypoint=/bin/sh", image.Reference, "-c", Script,
        ]);
        await WaitAsync();
    }

    public async ValueTask DisposeAsync() => await RemoveAsync();

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(StartSeconds));
        while (true)
        {
            try
            {
                await using var connection = new MySqlConnection(Admin);
                await connection.OpenAsync(limit.Token);
                return;
            }
            catch (Exception failure) when (failure is MySqlException or OperationCanceledException)
            {
                if (!limit.IsCancellationRequested)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
                    continue;
                }

                var log = await _engine!.Docker.TryAsync(["logs", "--tail", "20", Container]);
                throw new TimeoutException($"mysqld did not accept connections within {StartSeconds} s: {log.StandardOutput}{log.StandardError}", failure);
            }
        }
    }

    private async Task RemoveAsync()
    {
        if (_engine is not null) await _engine.Docker.TryAsync(["rm", "--force", "--volumes", Container]);
    }
}

/// <summary>The tests of one server run one after another: some of them fence it.</summary>
[CollectionDefinition(MySqlServer.Collection)]
public sealed class ApiOnMySql : ICollectionFixture<MySqlServer>;
