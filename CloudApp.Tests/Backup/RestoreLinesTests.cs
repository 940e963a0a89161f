using CloudApp.Contracts.Backups;
using CloudApp.Operations.Restoring;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>What an operator reads before a restore.</summary>
[Trait("Layer", "pure")]
public sealed class RestoreLinesTests
{
    private const string Nothing = "No write is known that would be lost.";

    private static readonly RestorePreview Preview = new("cloud_app_host1_20261124_030000", default, 0, null, 0, [], "")
    {
        Moment = "just before 2026-11-24 09:15:03 UTC, which is 2026-11-24 10:15:03+01:00 in Europe/Paris",
    };

    [Fact]
    public void The_moment_is_repeated_in_both_zones() =>
        Text(Preview).ShouldContain("It stops at: just before 2026-11-24 09:15:03 UTC, which is 2026-11-24 10:15:03+01:00 in Europe/Paris.");

    [Fact]
    public void That_nothing_would_be_lost_is_said_only_when_the_list_is_complete()
    {
        Text(Preview).ShouldContain(Nothing);

        var gap = Text(Preview with { IsLostComplete = false, Notes = ["The list of what is taken back is not complete: …"] });
        gap.ShouldNotContain(Nothing);
        gap.ShouldContain("The list of what is taken back is not complete: …");
    }

    private static string Text(RestorePreview preview) => string.Join('\n', RestoreLines.Preview(preview, "host1"));
}
