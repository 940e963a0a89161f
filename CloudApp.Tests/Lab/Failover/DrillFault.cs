using CloudApp.Lab;
using CloudApp.Topology.Model;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Whose machine a fault hits; the roles are those at the beginning of a round.</summary>
internal enum FaultTarget
{
    Primary,
    Replica,
    Witness,
}

/// <summary>What a fault is made of; two of one kind on one machine would be one, or undo each other.</summary>
internal enum FaultKind
{
    /// <summary>The whole machine stands still: nothing else can be done to it.</summary>
    Machine,
    Cable,
    Program,

    /// <summary>Something is lost for good.</summary>
    Disk,
}

/// <summary>One fault of the drill.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="MakeAsync">Makes it on a machine. Power and cables are mended afterwards anyway.</param>
internal sealed record DrillFault(string Name, FaultKind Kind, FaultTarget Target, Func<LabFixture, string, CancellationToken, Task> MakeAsync)
{
    private const int LossPercent = 30;

    /// <summary>What somebody has to do afterwards, with all machines on and reachable.</summary>
    public Func<LabFixture, string, CancellationToken, Task> RepairAsync { get; init; } = static (_, _, _) => Task.CompletedTask;

    public static IReadOnlyList<DrillFault> All { get; } = [.. Everywhere(), .. OnSites(), .. Disks()];

    public string MachineOf(Scene scene) => Target switch
    {
        FaultTarget.Primary => scene.Primary,
        FaultTarget.Replica => scene.Replica,
        _ => MonitorHost.Name,
    };

    public override string ToString() => $"{Name} ({Target.ToString().ToLowerInvariant()})";

    private static IEnumerable<DrillFault> Everywhere() => Enum.GetValues<FaultTarget>().SelectMany(static target => new DrillFault[]
    {
        new("power lost", FaultKind.Machine, target, static (lab, machine, stop) => lab.Lab.PowerOffAsync(machine, stop)),
        new("frozen", FaultKind.Machine, target, static (lab, machine, stop) => lab.Lab.FreezeAsync(machine, stop)),
        new("cable pulled", FaultKind.Cable, target, static (lab, machine, stop) => lab.Lab.CutAsync(machine, silent: false, stop)),
        new("link silent", FaultKind.Cable, target, static (lab, machine, stop) => lab.Lab.CutAsync(machine, silent: true, stop)),
        new("hears nothing", FaultKind.Cable, target, static (lab, machine, stop) => lab.Lab.CutAsync(machine, LinkDirection.In, stop)),
        new("sends nothing", FaultKind.Cable, target, static (lab, machine, stop) => lab.Lab.CutAsync(machine, LinkDirection.Out, stop)),
        new($"loses {LossPercent} % of what it sends", FaultKind.Cable, target, static (lab, machine, stop) => lab.Lab.LoseAsync(machine, LossPercent, stop)),
        Killed("etcd", target),
    });

    private static IEnumerable<DrillFault> OnSites() =>
        from target in new[] { FaultTarget.Primary, FaultTarget.Replica }
        from service in new[] { DatabaseHost.Service, "haproxy", "keepalived", "router", "api", "objectstore" }
        select Killed(service, target);

    // The primary's database is not among them: what it wrote while it was alone is on no other disk.
    private static IEnumerable<DrillFault> Disks()
    {
        yield return Wiped(DatabaseHost.Service, FaultTarget.Replica);
        yield return Wiped("objectstore", FaultTarget.Primary);
        yield return Wiped("objectstore", FaultTarget.Replica);
        foreach (var target in Enum.GetValues<FaultTarget>())
        {
            yield return Wiped(EtcdMember.Service, target) with
            {
                RepairAsync = static (lab, machine, stop) => new EtcdMember(lab, machine, stop).ReplaceAsync(),
            };
        }
    }

    private static DrillFault Killed(string service, FaultTarget target) => new(
        $"{service} killed", FaultKind.Program, target, (lab, machine, stop) => Hosts.SignalServiceAsync(lab, machine, service, "KILL", stop));

    private static DrillFault Wiped(string service, FaultTarget target) => new(
        $"{service}'s disk lost", FaultKind.Disk, target, (lab, machine, stop) => lab.Lab.WipeAsync([machine], service, stop));
}
