using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>A host that stands still: its first process, its engine and its containers.</summary>
[Collection(FaultLab.Name)]
[Trait("Layer", "component")]
public sealed class HostFreezeTests(FaultLabFixture fixture)
{
    private const string Host = "host1";
    private const int WatchMs = 500;
    private const int BackSeconds = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LabSystem Lab => fixture.Lab;

    private static LabMachine Machine => FaultLabFixture.Plan.Host(Host);

    [Fact]
    public async Task A_frozen_host_does_nothing_until_it_is_woken()
    {
        await Lab.FreezeAsync(Host, Cancellation);
        try
        {
            Lab.PowerState(Machine).ShouldBe("frozen");
            (await Lab.Machine(Host).ConditionAsync(Cancellation)).ShouldNotBeNull().Power.ShouldBe("frozen");
            var before = await CpuTicksAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(WatchMs), TimeProvider.System, Cancellation);
            (await CpuTicksAsync()).ShouldBe(before);
            (await EngineApi.At(Lab.Paths.EngineSocket(Host)).ServesAsync(Cancellation)).ShouldBeFalse();
            // The kernel answers for it.
            (await fixture.RunAsync(Host, "ip", "-o", "-4", "address", "show", "dev", "eth0")).ShouldContain("192.168.64.12/24");
            (await Should.ThrowAsync<UserException>(() => Lab.WipeAsync([Host], FaultLabFixture.Service, Cancellation))).Message.ShouldContain("is frozen");
        }
        finally
        {
            await Lab.WakeAsync(Host, Cancellation);
        }

        Lab.PowerState(Machine).ShouldBe("on");
        await RunsAsync();
        Lab.PowerState(FaultLabFixture.Plan.Host("host2")).ShouldBe("on");
    }

    [Fact]
    public async Task Power_off_of_a_frozen_host_leaves_nothing_and_power_on_boots_it_awake()
    {
        var pids = ProcessTable.NamespaceOf(ProcessTable.FirstProcess(FaultLabFixture.Plan.NetworkNamespacePath(Host)).ShouldNotBeNull(), "pid").ShouldNotBeNull();
        await Lab.FreezeAsync(Host, Cancellation);

        await Lab.PowerOffAsync(Host, Cancellation);
        try
        {
            ProcessTable.InPidNamespace(pids).ShouldBeEmpty();
            Lab.PowerState(Machine).ShouldBe("off");
            (await Should.ThrowAsync<UserException>(() => Lab.FreezeAsync(Host, Cancellation))).Message.ShouldContain("powered off");
        }
        finally
        {
            await Lab.PowerOnAsync(Host, Cancellation);
        }

        Lab.PowerState(Machine).ShouldBe("on");
        await RunsAsync();
    }

    [Fact]
    public async Task Power_on_and_up_wake_a_frozen_host()
    {
        await Lab.FreezeAsync(Host, Cancellation);
        await Lab.PowerOnAsync(Host, Cancellation);
        Lab.PowerState(Machine).ShouldBe("on");

        await Lab.FreezeAsync(Host, Cancellation);
        await Lab.UpAsync(Cancellation);
        Lab.PowerState(Machine).ShouldBe("on");
    }

    /// <summary>Processor time of everything in the host, as the kernel counts it.</summary>
    private static async Task<IReadOnlyList<string>> CpuTicksAsync()
    {
        var first = ProcessTable.FirstProcess(FaultLabFixture.Plan.NetworkNamespacePath(Host)).ShouldNotBeNull();
        var ticks = new List<string>();
        foreach (var pid in ProcessTable.InPidNamespace(ProcessTable.NamespaceOf(first, "pid")!).Order())
            ticks.Add($"{pid} {string.Join(' ', (await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancellation)).Split(") ")[^1].Split(' ')[11..13])}");
        ticks.Count.ShouldBeGreaterThan(2, "the first process, dockerd, containerd");
        return ticks;
    }

    private Task RunsAsync() => Hosts.WaitUntilAsync(
        async () =>
        {
            try
            {
                var before = await fixture.InContainerAsync(Host, "cat /tmp/count");
                await Task.Delay(TimeSpan.FromMilliseconds(WatchMs), TimeProvider.System, Cancellation);
                return !string.Equals(await fixture.InContainerAsync(Host, "cat /tmp/count"), before, StringComparison.Ordinal);
            }
            catch (UserException)
            {
                return false;
            }
        },
        BackSeconds, Cancellation);
}
