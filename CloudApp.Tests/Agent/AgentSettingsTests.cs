using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class AgentSettingsTests
{
    [Fact]
    public void Every_mistake_is_named_at_once_with_its_setting()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Agent:Site"] = "host1",
            ["Agent:MySqlPort"] = "99999",
            ["TLS_KEY_B64"] = "%%%",
        }).Build();
        var message = Should.Throw<SettingsException>(() => AgentSettings.Read(configuration)).Message;
        message.ShouldContain("Agent__PeerSite is missing");
        message.ShouldContain("Agent__MySqlPort is '99999'");
        message.ShouldContain("TLS_KEY_B64 is no base64");
        message.ShouldContain("AGENT_TOKEN is missing");
        message.ShouldNotContain("Agent__Site ");
    }

    [Theory]
    [InlineData("etcd", "Agent__EtcdEndpoints is missing")]
    [InlineData("vip", "Agent__VipUrl is missing")]
    [InlineData("static", "Agent__Arbiter is 'static': expected 'etcd', 'vip' or 'manual'")]
    public void Each_arbiter_asks_for_its_settings(string arbiter, string mistake)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Agent:Arbiter"] = arbiter }).Build();
        Should.Throw<SettingsException>(() => AgentSettings.Read(configuration)).Message.ShouldContain(mistake);
    }

    [Fact]
    public void Secrets_do_not_appear_when_settings_are_written()
    {
        var secrets = new AgentSecrets("hunter2", "hunter3", "hunter4", "hunter5", "hunter6");
        $"{new AgentSettings("a", "b", "c", "d", new AgentPaths("s", "r", "f"), secrets)}".ShouldNotContain("hunter");
    }

    [Fact]
    public void A_password_that_cannot_be_quoted_safely_is_refused() =>
        Should.Throw<SettingsException>(() => Accounts.Quote("a'b"));
}
