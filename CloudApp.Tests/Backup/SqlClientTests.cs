using CloudApp.Backup.Tools;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class SqlClientTests
{
    /// <summary>What the server makes of it is tried with a real one in <see cref="BackupServiceTests"/>.</summary>
    [Fact]
    public void A_restore_and_its_verification_read_in_binary_mode() => string.Join(' ', SqlClient.Options).ShouldContain("--binary-mode");
}
