using CloudApp.Cli;
using CloudApp.Cli.Commands;
using CloudApp.Lab;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>The words of the lab's faults.</summary>
[Trait("Layer", "pure")]
public sealed class LabCommandWordsTests
{
    [Theory]
    [InlineData(null, false, null)]
    [InlineData(null, true, null)]
    [InlineData("in", false, LinkDirection.In)]
    [InlineData("out", false, LinkDirection.Out)]
    public void A_direction_is_in_or_out_or_both(string? word, bool isSilent, LinkDirection? direction) =>
        LabFaultCommands.Direction(word, isSilent).ShouldBe(direction);

    [Theory]
    [InlineData("in", true, "A one-way cut is always silent")]
    [InlineData("up", false, "'up' is no direction")]
    public void What_is_no_direction_is_refused_with_a_reason(string word, bool isSilent, string reason) =>
        Should.Throw<UserException>(() => LabFaultCommands.Direction(word, isSilent)).Message.ShouldContain(reason);

    [Fact]
    public void A_disk_is_that_of_one_host_or_of_all()
    {
        LabDiskCommands.Target(["host1", "etcd"], isAll: false).ShouldBe(("host1", "etcd"));
        LabDiskCommands.Target(["etcd"], isAll: true).ShouldBe((null, "etcd"));
        Should.Throw<UserException>(() => LabDiskCommands.Target(["host1", "etcd"], isAll: true)).Message.ShouldContain("name the service alone");
        Should.Throw<UserException>(() => LabDiskCommands.Target(["etcd"], isAll: false)).Message.ShouldContain("Name the host and its service");
    }

    [Theory]
    [InlineData("lab freeze host1")]
    [InlineData("lab wake host1 --lab other")]
    [InlineData("lab cut host1 --direction in")]
    [InlineData("lab cut host1 --silent")]
    [InlineData("lab loss host1 30")]
    [InlineData("lab wipe host1 etcd")]
    [InlineData("lab wipe --all etcd")]
    [InlineData("lab save etcd before")]
    [InlineData("lab put-back etcd before")]
    [InlineData("lab fill host1 database")]
    [InlineData("lab free host1 database")]
    public void Each_fault_is_understood(string words) => Program.CreateRoot().Parse(words.Split(' ')).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("lab loss host1")]
    [InlineData("lab loss host1 much")]
    [InlineData("lab wipe --all")]
    [InlineData("lab wipe host1 etcd database")]
    [InlineData("lab save etcd")]
    public void What_lacks_a_word_is_refused(string words) => Program.CreateRoot().Parse(words.Split(' ')).Errors.ShouldNotBeEmpty();
}
