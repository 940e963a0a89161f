using System.Net;
using System.Net.Sockets;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Every row of the original's tables "Component Distribution" and "Network Configuration", asked by the client.</summary>
public sealed class AddressTableTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int MySqlHandshakeBytes = 5;
    private const byte MySqlProtocol = 10;

    public static TheoryData<string, string, int, string> HttpRows => new()
    {
        { "VIP, HAProxy", "192.168.64.10", 80, "/api/info" },
        { "LB1, HAProxy", "192.168.64.12", 80, "/api/info" },
        { "LB2, HAProxy", "192.168.64.15", 80, "/api/info" },
        { "VIP, HAProxy statistics", "192.168.64.10", 8404, "/stats" },
        { "LB1, HAProxy statistics", "192.168.64.12", 8404, "/stats" },
        { "LB2, HAProxy statistics", "192.168.64.15", 8404, "/stats" },
        { "APP1", "192.168.64.13", 8000, "/health" },
        { "APP2", "192.168.64.16", 8000, "/health" },
        { "object store, site 1", "192.168.64.14", 9000, "/health/ok" },
        { "object store, site 2", "192.168.64.17", 9000, "/health/ok" },
        { "LB1, object store of the nearest site", "192.168.64.12", 9000, "/health/ok" },
        { "LB2, object store of the nearest site", "192.168.64.15", 9000, "/health/ok" },
        { "node exporter LB1", "192.168.64.12", 9100, "/metrics" },
        { "node exporter APP1", "192.168.64.13", 9100, "/metrics" },
        { "node exporter MDB", "192.168.64.14", 9100, "/metrics" },
        { "node exporter LB2", "192.168.64.15", 9100, "/metrics" },
        { "node exporter APP2", "192.168.64.16", 9100, "/metrics" },
        { "node exporter SDB", "192.168.64.17", 9100, "/metrics" },
        { "Prometheus", "192.168.64.20", 9090, "/-/ready" },
    };

    public static TheoryData<string, string, int> MySqlRows => new()
    {
        { "LB1, Router read-write", "192.168.64.12", 3306 },
        { "LB1, Router read-only", "192.168.64.12", 3307 },
        { "LB2, Router read-write", "192.168.64.15", 3306 },
        { "LB2, Router read-only", "192.168.64.15", 3307 },
        { "MDB, MySQL", "192.168.64.14", 3306 },
        { "SDB, MySQL", "192.168.64.17", 3306 },
    };

    [Theory]
    [MemberData(nameof(HttpRows))]
    public async Task An_http_row_answers_at_its_address_and_port(string row, string address, int port, string path)
    {
        using var http = Fixture.CreateHttp();
        using var answer = await http.GetAsync(new Uri($"http://{address}:{port}{path}"), Cancellation);

        ((int)answer.StatusCode).ShouldBe(200, row);
    }

    [Theory]
    [MemberData(nameof(MySqlRows))]
    public async Task A_mysql_row_greets_at_its_address_and_port(string row, string address, int port)
    {
        using var socket = await Fixture.Client.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), Cancellation);
        var greeting = new byte[MySqlHandshakeBytes];
        await using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(greeting, Cancellation);

        // Three bytes of length, one of sequence, then the protocol's version; an error would be 255.
        greeting[^1].ShouldBe(MySqlProtocol, row);
    }

    [Theory]
    [InlineData("192.168.64.14")]
    [InlineData("192.168.64.17")]
    public async Task The_object_stores_console_port_answers_http(string address)
    {
        using var http = Fixture.CreateHttp();
        using var answer = await http.GetAsync(new Uri($"http://{address}:{Fixture.Plan.Ports.ObjectStoreConsole}/"), Cancellation);

        ((int)answer.StatusCode).ShouldBeLessThan(500);
    }

    [Fact]
    public void The_plan_under_test_is_the_originals()
    {
        Fixture.Plan.Vip.Address.ToString().ShouldBe("192.168.64.10");
        Fixture.Plan.Sites.SelectMany(site => site.Addresses).Select(address => address.ToString())
            .ShouldBe(["192.168.64.12", "192.168.64.13", "192.168.64.14", "192.168.64.15", "192.168.64.16", "192.168.64.17"]);
        Fixture.Plan.Ports.ShouldSatisfyAllConditions(
            (Ports ports) => ports.Http.ShouldBe(80),
            ports => ports.HaproxyStats.ShouldBe(8404),
            ports => ports.MysqlReadWrite.ShouldBe(3306),
            ports => ports.MysqlReadOnly.ShouldBe(3307),
            ports => ports.ObjectStoreConsole.ShouldBe(9001));
    }
}
