using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Operations;

[Trait("Layer", "pure")]
public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_command_waits_says_so_once_and_gives_up()
    {
        var said = 0;
        using (await TakeAsync(TimeSpan.Zero, () => said++))
        {
            (await Should.ThrowAsync<UserException>(TakeAsync(TimeSpan.FromMilliseconds(500), () => said++))).Message
                .ShouldStartWith($"Another cloudapp command holds {_folder["a/lock"]}.");
        }

        said.ShouldBe(1);
        using var again = await TakeAsync(TimeSpan.Zero, () => said++);
        said.ShouldBe(1);
    }

    private Task<FileLock> TakeAsync(TimeSpan wait, Action waiting) =>
        FileLock.TakeAsync(_folder["a/lock"], wait, waiting, TimeProvider.System, Cancellation);
}
