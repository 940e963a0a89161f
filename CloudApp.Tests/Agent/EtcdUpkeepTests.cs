using System.Net;
using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Settings;
using CloudApp.Failover;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Publishing;
using CloudApp.Tests.Infra;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>Three real members with little space, filled until they refuse everything.</summary>
[Trait("Layer", "component")]
public sealed class EtcdUpkeepTests : IAsyncLifetime
{
    private const string Prefix = "cloudapp-test-space-etcd";
    private const int LeaseTtlMs = 5_000;
    private const int LooksMax = 40;
    private const int ValueBytes = 256 * 1024;

    /// <summary>What makes etcd refuse is its file's size, and its own overhead is some hundred kilobytes.</summary>
    private const long QuotaBytes = 16L * 1024 * 1024;

    private static readonly string[] Names = ["host1", "host2", "witness"];

    private DockerEngine? _engine;
    private AgentSettings? _settings;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(_engine, "etcd");
        await RemoveAsync();
        var (authorityText, _) = CertificateAuthority.Create("test", TimeProvider.System);
        using var authority = new CertificateAuthority(authorityText, TimeProvider.System);
        var (certificate, key) = authority.Issue(new HostIdentity("test", [.. Names.Select(static name => IPAddress.Parse(AddressOf(name)))]));
        _settings = new AgentSettings("host1", "host2", AddressOf("host1"), AddressOf("host2"), new AgentPaths("", "", ""), new AgentSecrets("", "", "", "", "")
        {
            CaCertificate = Convert.FromBase64String(authority.CertificateText),
            Certificate = Convert.FromBase64String(certificate),
            Key = Convert.FromBase64String(key),
        })
        {
            LeaseTtlMs = LeaseTtlMs,
            EtcdEndpoints = [.. Names.Select(static name => $"https://{AddressOf(name)}:2379")],
        };
        foreach (var name in Names)
        {
            var address = AddressOf(name);
            await _engine.Docker.RunAsync(
            [
                "run", "--detach", "--name", $"{Prefix}-{name}", "--network=host", "--read-only", "--cap-drop=ALL", "--no-healthcheck",
                "--tmpfs=/tmp", "--tmpfs=/run/etcd:uid=65534,gid=65534,mode=0700", "--tmpfs=/var/lib/etcd:uid=65534,gid=65534,mode=0700",
                .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["ETCD_NAME"] = name,
                    ["ETCD_INITIAL_CLUSTER"] = string.Join(',', Names.Select(static member => $"{member}=https://{AddressOf(member)}:2380")),
                    ["ETCD_LISTEN_CLIENT_URLS"] = $"https://{address}:2379",
                    ["ETCD_ADVERTISE_CLIENT_URLS"] = $"https://{address}:2379",
                    ["ETCD_LISTEN_PEER_URLS"] = $"https://{address}:2380",
                    ["ETCD_INITIAL_ADVERTISE_PEER_URLS"] = $"https://{address}:2380",
                    ["ETCD_LISTEN_METRICS_URLS"] = $"http://{address}:2381",
                    ["ETCD_EXPERIMENTAL_PEER_SKIP_CLIENT_SAN_VERIFICATION"] = "true",
                    ["ETCD_QUOTA_BACKEND_BYTES"] = $"{QuotaBytes}",
                    ["ETCD_UNSAFE_NO_FSYNC"] = "true",
                    ["TLS_CA_CERT_B64"] = authority.CertificateText,
                    ["TLS_CERT_B64"] = certificate,
                    ["TLS_KEY_B64"] = key,
                }),
                image.Reference,
            ]);
        }
    }

    public async ValueTask DisposeAsync() => await RemoveAsync();

    [Fact]
    public async Task A_full_etcd_takes_changes_again_and_the_primary_keeps_its_lease_meanwhile()
    {
        using var connection = new EtcdConnection(_settings!);
        var arbiter = new EtcdArbiter(connection, _settings!, TimeProvider.System, NullLogger<EtcdArbiter>.Instance);
        using var upkeep = new EtcdUpkeep(connection, arbiter, static () => true, TimeProvider.System, NullLogger<EtcdUpkeep>.Instance);
        const string owner = "host1/1/1";
        await UntilAsync(async () => (await arbiter.SendAsync(new ArbiterRequest(1, ArbiterVerb.TryAcquire, owner), Cancellation)).Outcome == ArbiterOutcome.Done);
        var record = new ClusterRecord(1, "host1", SyncWith: null);
        using var stop = new CancellationTokenSource();
        var keeping = KeepLeaseAsync(arbiter, owner, stop.Token);

        await FillAsync(connection);
        (await WriteAsync(arbiter, owner, record)).ShouldBe(ArbiterOutcome.Unknown, "it refuses every change");
        await upkeep.LookAsync(Cancellation);
        arbiter.Space.HasAlarm.ShouldBeTrue();
        arbiter.Space.Problem.ShouldContain("no failover is possible");

        // A member that is defragmented answers nobody for a moment: what is not answered is asked again, as the core does.
        var isWritten = false;
        for (var look = 0; look < LooksMax && !isWritten; look++)
        {
            try
            {
                await upkeep.LookAsync(Cancellation);
            }
            catch (RpcException)
            {
                // As in the agent, the next one looks again.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation);
            isWritten = !arbiter.Space.HasAlarm && (await WriteAsync(arbiter, owner, record) == ArbiterOutcome.Done || await ReadAsync(arbiter, owner) == record);
        }

        isWritten.ShouldBeTrue("the record is taken again");
        arbiter.Space.Problem.ShouldBeEmpty();
        arbiter.Space.UsedPercent.ShouldNotBeNull().ShouldBeLessThan(50);
        await stop.CancelAsync();
        (await keeping).ShouldBe(0, "keep-alives that were refused");
    }

    /// <summary>One key, written again and again: history alone.</summary>
    private static async Task FillAsync(EtcdConnection connection)
    {
        var value = new byte[ValueBytes];
        Random.Shared.NextBytes(value);
        var put = new PutRequest { Key = ByteString.CopyFromUtf8("/other/program"), Value = ByteString.CopyFrom(value) };
        for (var i = 0; i < 4 * QuotaBytes / ValueBytes; i++)
        {
            try
            {
                await connection.CallAsync(async (member, options) => await member.Kv.PutAsync(put, options), Cancellation);
            }
            catch (RpcException full) when (full.StatusCode == StatusCode.ResourceExhausted)
            {
                return;
            }
        }
        Assert.Fail("etcd did not become full");
    }

    /// <summary>How many keep-alives were refused.</summary>
    private static async Task<int> KeepLeaseAsync(EtcdArbiter arbiter, string owner, CancellationToken cancellationToken)
    {
        var refused = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            if ((await arbiter.SendAsync(new ArbiterRequest(2, ArbiterVerb.KeepAlive, owner), Cancellation)).Outcome == ArbiterOutcome.Refused)
                refused++;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
        }
        return refused;
    }

    private static async Task<ArbiterOutcome> WriteAsync(EtcdArbiter arbiter, string owner, ClusterRecord record) =>
        (await arbiter.SendAsync(new ArbiterRequest(3, ArbiterVerb.CompareAndSwap, owner, 0, record), Cancellation)).Outcome;

    private static async Task<ClusterRecord?> ReadAsync(EtcdArbiter arbiter, string owner) =>
        (await arbiter.SendAsync(new ArbiterRequest(4, ArbiterVerb.Observe, owner), Cancellation)).Snapshot?.Record;

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
    }

    private static string AddressOf(string name) => $"127.0.2.{41 + Array.IndexOf(Names, name)}";

    private async Task RemoveAsync()
    {
        foreach (var name in Names)
            await _engine!.Docker.TryAsync(["rm", "--force", "--volumes", $"{Prefix}-{name}"]);
    }
}
