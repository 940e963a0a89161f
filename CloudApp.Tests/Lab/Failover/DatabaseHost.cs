using System.Globalization;
using CloudApp.Lab;
using Shouldly;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>The database container of one host: its processes and its rows, looked at past every router.</summary>
internal sealed class DatabaseHost(LabFixture lab, string host)
{
    /// <summary>The service, as the bundles name it.</summary>
    internal const string Service = "database";

    /// <summary>Runs its argument as the agent's account, inside a database's container.</summary>
    internal const string SqlScript =
        $"MYSQL_PWD=\"$MYSQL_ADMIN_PASSWORD\" exec mysql --no-defaults -u {AccountNames.Agent} -S /run/cloudapp/mysqld.sock -N -B -e \"$1\"";

    // The agent is the container's first process, mysqld its child.
    private const string ServerScript =
        "for list in /proc/$1/task/*/children; do for child in $(cat $list); do if [ \"$(cat /proc/$child/comm)\" = mysqld ]; then echo $child; fi; done; done";

    public Task<string> ContainerAsync(CancellationToken cancellationToken) => new ServiceContainer(lab.Lab, host, Service).IdAsync(cancellationToken);

    /// <summary>Process ids as the host sees them.</summary>
    public async Task<(string Agent, string Server)> ProcessesAsync(CancellationToken cancellationToken)
    {
        var inspected = await lab.Lab.DockerAsync(
            host, ["inspect", "--format", "{{.State.Pid}}", await ContainerAsync(cancellationToken)], cancellationToken);
        var agent = inspected.StandardOutput.Trim();
        var found = await lab.Lab.ExecAsync(host, ["sh", "-c", ServerScript, "sh", agent], cancellationToken);
        var server = found.StandardOutput.Trim();
        int.TryParse(server, NumberStyles.None, CultureInfo.InvariantCulture, out _).ShouldBeTrue($"one mysqld below the agent of {host}, not '{server}'");
        return (agent, server);
    }

    public async Task SignalAsync(string process, string signal, CancellationToken cancellationToken)
    {
        var killed = await lab.Lab.ExecAsync(host, ["kill", "-s", signal, process], cancellationToken);
        killed.ExitCode.ShouldBe(0, killed.StandardError);
    }

    /// <summary>Runs a command in the database's container.</summary>
    public async Task<string> ExecAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var result = await lab.Lab.DockerAsync(host, ["exec", await ContainerAsync(cancellationToken), .. command], cancellationToken);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new InvalidOperationException($"{string.Join(' ', command)} on {host}: {result.StandardError}");
    }

    public Task<string> SqlAsync(string sql, CancellationToken cancellationToken) => ExecAsync(["sh", "-c", SqlScript, "sh", sql], cancellationToken);

    /// <summary>Id of each row by its key, for the rows of this run; a key that is there twice fails.</summary>
    public async Task<IReadOnlyDictionary<string, long>> RowsAsync(CancellationToken cancellationToken)
    {
        var text = await SqlAsync(
            $"SELECT SUBSTRING(idempotency_key, 3), id FROM cloud_app.records WHERE idempotency_key LIKE 'c:{KeyedUpload.RunPrefix}-%'", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t'))
            .ToDictionary(static row => row[0], static row => long.Parse(row[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    /// <summary>Checksum and row count of every table of the application.</summary>
    /// <exception cref="InvalidOperationException">The server does not answer, or has none, as while it is cloned.</exception>
    public async Task<string> ChecksumsAsync(CancellationToken cancellationToken)
    {
        var tables = (await SqlAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'cloud_app' ORDER BY table_name", cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static table => $"cloud_app.`{table}`").ToList();
        if (tables.Count == 0)
            throw new InvalidOperationException($"The application has no table on {host}.");
        return await SqlAsync($"CHECKSUM TABLE {string.Join(", ", tables)}; SELECT COUNT(*) FROM cloud_app.records", cancellationToken);
    }

    /// <summary>Count and checksum of what clients have written: the number of copies and the sweeper's notes change by themselves.</summary>
    public Task<string> RecordsAsync(CancellationToken cancellationToken) => SqlAsync(
        "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, name, object_key, content_type, size_bytes, HEX(sha256), idempotency_key, site, node, created_at))) FROM cloud_app.records",
        cancellationToken);
}
