using System.Globalization;
using CloudApp.Contracts.Timing;
using CloudApp.Failover.Arbitration;
using Etcdserverpb;
using Grpc.Core;

namespace CloudApp.Agent.Arbitration;

/// <summary>What the agent tells of etcd's room.</summary>
/// <param name="UsedPercent">Of the quota, at the fullest member; null while unknown.</param>
/// <param name="Problem">One sentence without a full stop; empty when all is well.</param>
internal sealed record EtcdSpaceReport(int? UsedPercent, bool HasAlarm, string Problem)
{
    public static EtcdSpaceReport Unknown { get; } = new(UsedPercent: null, HasAlarm: false, "");
}

/// <summary>What etcd's members say about their room, all asked at once.</summary>
internal sealed class EtcdLook
{
    /// <summary>etcd 3.5 tells its quota here alone.</summary>
    private const string QuotaMetric = "etcd_server_quota_backend_bytes ";

    private IReadOnlyList<(EtcdMember Member, EtcdSpace Space)> Members { get; init; } = [];

    public IReadOnlyList<EtcdSpace> Spaces => [.. Members.Select(static member => member.Space)];

    /// <summary>0 while there is none.</summary>
    public ulong Leader { get; private init; }

    public bool AreAllThere { get; private init; }

    public long Revision { get; private init; }

    public bool HasAlarm { get; private init; }

    public bool IsLeaseHeld { get; private init; }

    public (EtcdMember Member, EtcdSpace Space) Of(ulong id) => Members.First(member => member.Space.Id == id);

    /// <exception cref="RpcException">No member answers, or they have no leader.</exception>
    public static async Task<EtcdLook> TakeAsync(EtcdConnection connection, TimeSpan answerLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(answerLimit, time, cancellationToken);
        var token = deadline.Token;
        var asked = connection.Members.Select(member => AskAsync(connection, member, token)).ToList();
        var lease = await connection.CallAsync(async (member, options) => await member.Kv.TxnAsync(EtcdText.Observe(), options), token);
        var alarms = await connection.CallAsync(async (member, options) => await member.Maintenance.AlarmAsync(
            new AlarmRequest { Action = AlarmRequest.Types.AlarmAction.Get, Alarm = AlarmType.Nospace }, options), token);
        var raised = alarms.Alarms.Select(static alarm => alarm.MemberID).ToHashSet();
        var answers = (await Task.WhenAll(asked)).OfType<(EtcdMember Member, StatusResponse Status, long QuotaBytes)>().ToList();
        List<(EtcdMember Member, EtcdSpace Space)> members = [.. answers.Select(answer => (answer.Member, new EtcdSpace(
            answer.Status.Header.MemberId, answer.Status.DbSize, answer.Status.DbSizeInUse, answer.QuotaBytes, raised.Contains(answer.Status.Header.MemberId))))];
        return new EtcdLook
        {
            Members = members,
            Leader = answers.Select(static answer => answer.Status.Leader).FirstOrDefault(static leader => leader != 0),
            AreAllThere = members.Count == connection.Members.Count,
            Revision = lease.Header.Revision,
            HasAlarm = raised.Count > 0,
            IsLeaseHeld = EtcdText.Snapshot(lease).Snapshot.LeaseOwner is not null,
        };
    }

    /// <summary>Null when the member does not answer.</summary>
    private static async Task<(EtcdMember Member, StatusResponse Status, long QuotaBytes)?> AskAsync(
        EtcdConnection connection, EtcdMember member, CancellationToken cancellationToken)
    {
        try
        {
            var status = await member.Maintenance.StatusAsync(new StatusRequest(), new CallOptions(cancellationToken: cancellationToken));
            return (member, status, await ReadQuotaAsync(connection, member, cancellationToken));
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static async Task<long> ReadQuotaAsync(EtcdConnection connection, EtcdMember member, CancellationToken cancellationToken)
    {
        var metrics = await connection.Http.GetStringAsync(new Uri(new Uri(member.Endpoint), "/metrics"), cancellationToken);
        var line = metrics.Split('\n').FirstOrDefault(static line => line.StartsWith(QuotaMetric, StringComparison.Ordinal));
        return line is not null && double.TryParse(line.AsSpan(QuotaMetric.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var bytes) ? (long)bytes : 0;
    }
}
