using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "pure")]
public sealed class PrerequisitesTests
{
    private const string Debian = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n";
    private const string Filesystems = "nodev\tproc\nnodev\toverlay\n";
    private const string Cgroups = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t1\t1\nmemory\t3\t1\t1\npids\t4\t1\t1\ndevices\t5\t1\t1\n";

    [Fact]
    public void A_whole_machine_has_no_problem() =>
        Prerequisites.Problems(isRoot: true, Debian, Filesystems, Cgroups, _ => true).ShouldBeEmpty();

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var problems = Prerequisites.Problems(isRoot: false, "ID=fedora\n", "nodev\tproc\n", Cgroups.Replace("memory\t3\t1\t1", "memory\t3\t1\t0", StringComparison.Ordinal), _ => false);
        problems.Count.ShouldBe(8);
        problems.ShouldContain(problem => problem.Contains("root", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("not Debian", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("overlay", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("'memory' cgroup controller", StringComparison.Ordinal));
        problems.ShouldAllBe(problem => problem.EndsWith('.'));
    }

    [Theory]
    [InlineData("ID=ubuntu\nID_LIKE=debian\n", 0)]
    [InlineData("ID=alpine\n", 1)]
    public void A_relative_of_Debian_is_as_good(string osRelease, int problems) =>
        Prerequisites.Problems(isRoot: true, osRelease, Filesystems, Cgroups, _ => true).Count.ShouldBe(problems);

    [Fact]
    public void The_mirror_is_the_archive_proper_and_not_another_repository() =>
        DebianMirror.Choose("http://packages.example/tool\nhttp://mirror.example/debian-security/\nhttp://mirror.example/debian/\n")
            .ShouldBe("http://mirror.example/debian");

    [Fact]
    public void Without_an_archive_there_is_no_mirror() =>
        DebianMirror.Choose("http://mirror.example/debian-security/\n").ShouldBeNull();
}
