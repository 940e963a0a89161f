using CloudApp.Agent.MySql;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>Before, any end of mysqld counted as a finished clone: a server without accounts and tables was the pair's data.</summary>
[Trait("Layer", "pure")]
public sealed class CloneEndTests
{
    private static readonly DatabaseServerException Lost = new("the connection was lost");

    [Fact]
    public void Mysqld_asks_to_be_started_again_whether_or_not_it_has_answered_before()
    {
        Should.NotThrow(static () => CloneEnd.Check(16, failure: null));
        Should.NotThrow(static () => CloneEnd.Check(16, Lost));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(134)]
    [InlineData(137)]
    public void Every_other_end_is_a_failed_clone(int exitCode)
    {
        Should.Throw<DatabaseServerException>(() => CloneEnd.Check(exitCode, failure: null)).Message.ShouldContain($"exit code {exitCode} ");
        Should.Throw<DatabaseServerException>(() => CloneEnd.Check(exitCode, Lost)).Message.ShouldContain(Lost.Message);
    }
}
