using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>Prometheus itself says when the alerts on etcd's space come and when they do not.</summary>
public sealed partial class EtcdRulesTests
{
    // Host 2 does not know for a while; from 100 minutes on a member is full, from 200 on it has room again.
    private const string Scenario = """
        rule_files: [/etc/prometheus/rules/etcd.yml]
        evaluation_interval: 1m
        tests:
          - interval: 1m
            input_series:
              - series: cloudapp_arbiter_out_of_space{site="host1"}
                values: 0x99 1x99 0x99
              - series: cloudapp_arbiter_out_of_space{site="host2"}
                values: 0x300
              - series: cloudapp_arbiter_space_used_percent{site="host1"}
                values: 12x49 85x49 100x99 40x99
              - series: cloudapp_arbiter_space_used_percent{site="host2"}
                values: -1x300
            alert_rule_test:
              - { alertname: EtcdSpaceLow, eval_time: 40m, exp_alerts: [] }
              - { alertname: EtcdOutOfSpace, eval_time: 90m, exp_alerts: [] }
              - alertname: EtcdSpaceLow
                eval_time: 90m
                exp_alerts: [{ exp_labels: { severity: warning }, exp_annotations: { summary: "etcd uses 85 % of its space. When it is full, no failover is possible.", description: "'./cloudapp status' says what fills it." } }]
              - alertname: EtcdOutOfSpace
                eval_time: 110m
                exp_alerts: [{ exp_labels: { severity: critical }, exp_annotations: { summary: "etcd has run out of space: no failover is possible.", description: "'./cloudapp status' says what fills it. The agents compact and defragment it, which helps unless all of it is in use." } }]
              - { alertname: EtcdOutOfSpace, eval_time: 250m, exp_alerts: [] }
              - { alertname: EtcdSpaceLow, eval_time: 250m, exp_alerts: [] }

        """;

    [Fact]
    [Trait("Layer", "component")]
    public Task The_alerts_come_when_they_must_and_not_before() => Promtool.CheckAsync("etcd", Scenario);

    /// <summary>A rule on a figure that nobody gives would never fire.</summary>
    [Fact]
    [Trait("Layer", "pure")]
    public async Task Every_figure_in_the_rules_is_one_that_the_agents_give()
    {
        var rules = await File.ReadAllTextAsync(Path.Combine(Builder.Root, "infra/prometheus/rules/etcd.yml"), TestContext.Current.CancellationToken);
        var source = await File.ReadAllTextAsync(Path.Combine(Builder.Root, "CloudApp.Agent/Telemetry/AgentMetrics.cs"), TestContext.Current.CancellationToken);
        var figures = Figures().Matches(rules).Select(static match => match.Value).Distinct(StringComparer.Ordinal).ToList();
        figures.Count.ShouldBe(2);
        foreach (var figure in figures)
            source.Replace('.', '_').ShouldContain($"\"{figure}\", \"\"");
    }

    [GeneratedRegex("cloudapp_[a-z_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Figures();
}
