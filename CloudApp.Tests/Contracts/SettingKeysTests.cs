using System.Reflection;
using CloudApp.Contracts.Settings;
using CloudApp.Failover;
using CloudApp.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Contracts;

/// <summary>The declarations of the services' settings, and how they are read.</summary>
[Trait("Layer", "pure")]
public sealed class SettingKeysTests
{
    private static readonly NumberSetting Number = new("A:Number", "a number", 2, 5, 3);

    private static IEnumerable<Setting> All => typeof(Setting).Assembly.GetTypes()
        .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(static declared => declared.GetValue(null)).OfType<Setting>();

    [Fact]
    public void Each_setting_is_declared_once_and_says_what_it_means()
    {
        All.Select(static setting => setting.Key).ShouldBeUnique(StringComparer.Ordinal);
        All.ShouldAllBe(static setting => setting.Meaning.Length > 0 && setting.Key.Contains(':'));
        All.Count().ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_default_is_inside_its_range()
    {
        foreach (var number in All.OfType<NumberSetting>())
        {
            number.Min.ShouldBeLessThanOrEqualTo(number.Max, number.Key);
            if (number.Default is { } standard)
                standard.ShouldBeInRange(number.Min, number.Max, number.Key);
        }
        foreach (var choice in All.OfType<ChoiceSetting>())
            choice.Choices.ShouldContain(choice.Default, StringComparer.Ordinal);
    }

    [Fact]
    public void A_lease_may_be_set_to_what_the_decision_is_made_for()
    {
        // The decision references nothing, not even this declaration.
        AgentSettingKeys.LeaseTtlMs.Min.ShouldBe(AgentTimings.MinLeaseTtlMs);
        AgentSettingKeys.LeaseTtlMs.Max.ShouldBe(AgentTimings.MaxLeaseTtlMs);
        AgentSettingKeys.LeaseTtlMs.Default.ShouldBe(new AgentTimings().LeaseTtlMs);
    }

    [Fact]
    public void An_environment_names_a_setting_as_configuration_reads_it()
    {
        AgentSettingKeys.LeaseTtlMs.Variable.ShouldBe("Agent__LeaseTtlMs");
        RouterSettingKeys.AgentUrl(1).Variable.ShouldBe("Router__Agents__1__Url");
        ObjectStoreSettingKeys.Sites.VariableAt("host1").ShouldBe("ObjectStore__Sites__host1");
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(" ", 3)]
    [InlineData("2", 2)]
    [InlineData(" 5 ", 5)]
    public void A_number_is_read(string? text, int expected)
    {
        var read = Reader(("A:Number", text));
        read.Number(Number).ShouldBe(expected);
        read.ThrowOnMistakes();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("6")]
    [InlineData("-3")]
    [InlineData("3.0")]
    [InlineData("three")]
    public void Another_number_is_refused_with_the_range(string text)
    {
        var read = Reader(("A:Number", text));
        read.Number(Number);
        Mistakes(read).ShouldBe($"A__Number is '{text}': expected a whole number from 2 to 5.");
    }

    [Fact]
    public void Every_mistake_says_what_to_set()
    {
        var read = Reader(("A:Switch", "on"), ("A:Word", "c"), ("A:Url", "ftp://x"), ("A:Urls:0", "http://a"), ("A:Urls:1", "b"), ("B64", "%"));
        read.Text(new TextSetting("A:Text", "some text"));
        read.Number(Number with { Key = "A:Other", Default = null });
        read.Switch(new SwitchSetting("A:Switch", "a switch", Default: true));
        read.Choice(new ChoiceSetting("A:Word", "a word", ["a", "b"], "a"));
        read.Url(new UrlSetting("A:Url", "an address", "http://good"));
        read.Url(new UrlSetting("A:NoUrl", "an address", "http://good"));
        read.Urls(new SectionSetting("A:Urls", "http://good")).Count.ShouldBe(2);
        read.Secret("PASSWORD");
        read.Base64("B64").ShouldBeNull();
        read.Base64("NOTHING").ShouldBeNull();
        Mistakes(read).Split('\n').ShouldBe([
            "A__Text is missing: set it to some text.",
            "A__Other is missing: set it to a number.",
            "A__Switch is 'on': expected true or false.",
            "A__Word is 'c': expected 'a' or 'b'.",
            "A__Url is 'ftp://x': expected an http or https address such as http://good.",
            "A__NoUrl is missing: set it to an address, e.g. http://good.",
            "A__Urls__1 is 'b': expected an http or https address such as http://good.",
            "PASSWORD is missing: set it in the environment of this container.",
            "B64 is no base64: publish the bundle again, or restore its .env file.",
        ]);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = Reader(("A:List", " x, ,y "));
        read.Text(new TextSetting("A:Text", "some text", "standard")).ShouldBe("standard");
        read.Text(new TextSetting("A:Text", "some text", ""), "known here").ShouldBe("known here");
        read.List(new TextSetting("A:List", "a list", "")).ShouldBe(["x", "y"]);
        read.List(new TextSetting("A:NoList", "a list", "")).ShouldBeEmpty();
        read.Switch(new SwitchSetting("A:Switch", "a switch", Default: true)).ShouldBeTrue();
        read.Choice(new ChoiceSetting("A:Word", "a word", ["a", "b"], "b")).ShouldBe("b");
        read.ThrowOnMistakes();
    }

    private static SettingsReader Reader(params (string Key, string? Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, s.Value))).Build());

    private static string Mistakes(SettingsReader read) => Should.Throw<SettingsException>(read.ThrowOnMistakes).Message;
}
