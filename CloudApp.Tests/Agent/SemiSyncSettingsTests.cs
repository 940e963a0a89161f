using CloudApp.Agent.MySql;
using CloudApp.Tests.Infra;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>A server starts with what my.cnf says, and the agent sets the same again: the two must not drift apart.</summary>
[Trait("Layer", "pure")]
public sealed class SemiSyncSettingsTests
{
    [Fact]
    public async Task The_agent_sets_what_my_cnf_says()
    {
        const string prefix = "loose_";
        const string source = prefix + "rpl_semi_sync_source_";
        var lines = await File.ReadAllLinesAsync(Path.Combine(Builder.Root, "infra/mysql/my.cnf"), TestContext.Current.CancellationToken);
        var configured = lines.Where(static line => line.StartsWith(source, StringComparison.Ordinal) && !line.Contains("_enabled", StringComparison.Ordinal))
            .Select(static line => line[prefix.Length..].Split(" = ")).ToList();

        configured.Count.ShouldBeGreaterThan(1);
        foreach (var setting in configured)
            SemiSyncSettings.On.Replace("'", "", StringComparison.Ordinal).ShouldContain($"GLOBAL {setting[0]} = {setting[1]}");
    }
}
