using CloudApp.Agent.Arbitration;
using CloudApp.Failover;
using CloudApp.ServiceDefaults.Settings;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class FloorFileTests : IDisposable
{
    private static readonly RecordFloor Floor = new(new ClusterRecord(3, "host1", "host2/17/1", Closed: null, History: 2), Revision: 41);

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "seen-record.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_again_and_nothing_is_left_beside_it()
    {
        new FloorFile(Path).Read().ShouldBe(RecordFloor.None);
        new FloorFile(Path).Write(Floor);
        new FloorFile(Path).Read().ShouldBe(Floor);
        Directory.GetFiles(_folder.Path).ShouldBe([Path]);
        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_crash_before_the_rename_leaves_the_old_one_and_does_not_block_the_next_write()
    {
        new FloorFile(Path).Write(Floor);
        File.WriteAllText(Path + ".new", "{\"record\":{\"epoch\":4,\"prim");
        new FloorFile(Path).Read().ShouldBe(Floor);
        var next = Floor with { Revision = 42 };
        new FloorFile(Path).Write(next);
        new FloorFile(Path).Read().ShouldBe(next);
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_says_what_to_do_and_never_a_first_start()
    {
        foreach (var text in new[] { "", "null", "{", "{\"record\":7}", "{}" })
        {
            File.WriteAllText(Path, text);
            Should.Throw<SettingsException>(() => new FloorFile(Path).Read()).Message.ShouldContain("copy the file of the other host");
        }
    }
}
