using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CloudApp.Operations;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class SecretsTests : IDisposable
{
    private static readonly string[] Hosts = ["host1", "host2", "monitor"];
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    private Task<IReadOnlyList<PublishedBundle>> PublishAsync(TopologyPlan? plan = null) =>
        new Publisher(_clock).PublishAsync(plan ?? Plans.Default, _folder.Path, withSecrets: true, Cancellation);

    private string EnvPath(string host) => _folder[$"{host}/.env"];

    private Dictionary<string, string> Env(string host) => File.ReadAllLines(EnvPath(host)).Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private void Edit(string host, string name, string? value)
    {
        var lines = File.ReadAllLines(EnvPath(host)).Where(line => !line.StartsWith($"{name}=", StringComparison.Ordinal));
        File.WriteAllLines(EnvPath(host), value is null ? lines : lines.Append($"{name}={value}"));
    }

    private static X509Certificate2 Certificate(string base64) =>
        X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(base64)));

    [Fact]
    public async Task Shared_values_are_the_same_and_each_file_has_only_what_its_services_need()
    {
        await PublishAsync();
        var (first, second, monitor) = (Env("host1"), Env("host2"), Env("monitor"));

        first.Count.ShouldBe(12);
        foreach (var (name, value) in first.Where(secret => secret.Key is not ("TLS_CERT_B64" or "TLS_KEY_B64")))
            second[name].ShouldBe(value, name);
        second["TLS_KEY_B64"].ShouldNotBe(first["TLS_KEY_B64"], StringComparer.Ordinal);
        monitor.Keys.ShouldBe(["TLS_CA_CERT_B64", "TLS_CERT_B64", "TLS_KEY_B64"], ignoreOrder: true);
        first.Values.ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Two_installations_share_no_secret()
    {
        await PublishAsync();
        using var other = new TemporaryFolder();
        await new Publisher(_clock).PublishAsync(Plans.Default, other.Path, withSecrets: true, Cancellation);

        var values = (await File.ReadAllLinesAsync(other["host1/.env"], Cancellation)).Where(line => !line.StartsWith('#'));
        values.Intersect(await File.ReadAllLinesAsync(EnvPath("host1"), Cancellation), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_value_that_exists_in_one_bundle_wins_everywhere()
    {
        await PublishAsync();
        Edit("host1", "MYSQL_APP_PASSWORD", null);
        Edit("host2", "MYSQL_APP_PASSWORD", "chosenByTheOperator");

        await PublishAsync();

        Env("host1")["MYSQL_APP_PASSWORD"].ShouldBe("chosenByTheOperator");
        Env("host2")["MYSQL_APP_PASSWORD"].ShouldBe("chosenByTheOperator");
    }

    [Fact]
    public async Task A_lost_env_file_comes_back_with_the_shared_values()
    {
        await PublishAsync();
        var lost = Env("host2");
        File.Delete(EnvPath("host2"));

        await PublishAsync();

        Env("host2")["MYSQL_ADMIN_PASSWORD"].ShouldBe(lost["MYSQL_ADMIN_PASSWORD"]);
        Env("host2")["TLS_CA_CERT_B64"].ShouldBe(lost["TLS_CA_CERT_B64"]);
    }

    [Fact]
    public async Task Different_values_are_an_error_that_names_both_files_and_no_value()
    {
        await PublishAsync();
        Edit("host2", "AGENT_TOKEN", "another");
        var before = await File.ReadAllTextAsync(EnvPath("host1"), Cancellation);

        var mistake = await Should.ThrowAsync<UserException>(() => PublishAsync());

        mistake.Message.ShouldStartWith($"AGENT_TOKEN differs between {EnvPath("host1")} and {EnvPath("host2")}.");
        mistake.Message.ShouldNotContain("another");
        (await File.ReadAllTextAsync(EnvPath("host1"), Cancellation)).ShouldBe(before);
    }

    [Fact]
    public async Task The_operators_own_lines_stay()
    {
        await PublishAsync();
        await File.AppendAllTextAsync(EnvPath("host1"), "# ours\nEXTRA=1 2\n", Cancellation);
        Edit("host1", "AGENT_TOKEN", "");
        Edit("host2", "AGENT_TOKEN", null);

        await PublishAsync();

        (await File.ReadAllTextAsync(EnvPath("host1"), Cancellation)).ShouldContain("# ours\nEXTRA=1 2\n");
        Env("host1")["AGENT_TOKEN"].Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_hosts_certificate_names_all_that_it_answers_for()
    {
        await PublishAsync();
        using var authority = Certificate(Env("host1")["TLS_CA_CERT_B64"]);
        using var certificate = Certificate(Env("host1")["TLS_CERT_B64"]);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();

        names.EnumerateDnsNames().ShouldBe(["host1", "database", "localhost"]);
        string.Join(' ', names.EnumerateIPAddresses()).ShouldBe("192.168.64.12 192.168.64.13 192.168.64.14 192.168.64.10 127.0.0.1");
        certificate.Issuer.ShouldBe(authority.Subject);
        certificate.NotAfter.ToUniversalTime().Date.ShouldBe(_clock.GetUtcNow().UtcDateTime.Date.AddDays(3650));
        certificate.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        Env("monitor").Values.ShouldAllBe(value => !value.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_address_issues_only_that_hosts_certificate_anew()
    {
        await PublishAsync();
        var before = Hosts.ToDictionary(host => host, Env, StringComparer.Ordinal);

        await PublishAsync(TopologyReader.Read(Plans.With(("sites.host2.app", "192.168.64.36"))));

        Env("host1").ShouldBe(before["host1"], ignoreOrder: true);
        Env("monitor").ShouldBe(before["monitor"], ignoreOrder: true);
        Env("host2")["TLS_CERT_B64"].ShouldNotBe(before["host2"]["TLS_CERT_B64"], StringComparer.Ordinal);
        Env("host2")["TLS_CA_CERT_B64"].ShouldBe(before["host2"]["TLS_CA_CERT_B64"]);
        Env("host2")["MYSQL_APP_PASSWORD"].ShouldBe(before["host2"]["MYSQL_APP_PASSWORD"]);
    }

    [Fact]
    public async Task A_certificate_that_ends_with_its_authority_is_not_renewed_again_and_again()
    {
        await PublishAsync(TopologyReader.Read(Plans.DefaultJson));
        var authority = await File.ReadAllTextAsync(_folder["ca.env"], Cancellation);
        _clock.Advance(TimeSpan.FromDays(365));
        await PublishAsync(TopologyReader.Read(Plans.With(("sites.host2.app", "192.168.64.36"))));
        var renewed = Env("host2")["TLS_CERT_B64"];

        // It ends with the authority: renewing it again would gain nothing, so publishing stays a no-op.
        _clock.Advance(TimeSpan.FromDays(3650 - 365 - 30));
        await PublishAsync(TopologyReader.Read(Plans.With(("sites.host2.app", "192.168.64.36"))));

        Env("host2")["TLS_CERT_B64"].ShouldBe(renewed);
        (await File.ReadAllTextAsync(_folder["ca.env"], Cancellation)).ShouldBe(authority);
    }

    [Fact]
    public async Task The_authoritys_key_is_in_no_bundle_and_is_needed_only_to_issue()
    {
        await PublishAsync();
        Hosts.ShouldAllBe(host => !Env(host).ContainsKey("TLS_CA_KEY_B64"));
        File.Delete(_folder["ca.env"]);

        await PublishAsync();
        File.Exists(_folder["ca.env"]).ShouldBeFalse();

        var mistake = await Should.ThrowAsync<UserException>(() => PublishAsync(TopologyReader.Read(Plans.With(("sites.host2.app", "192.168.64.36")))));
        mistake.Message.ShouldStartWith($"{EnvPath("host2")} needs a new certificate and {_folder["ca.env"]} with the authority's key is not there.");
    }

    [Fact]
    public async Task Keys_of_somebody_elses_bucket_are_asked_for_and_kept()
    {
        await PublishAsync();
        var before = Env("host1");
        var plan = TopologyReader.Read(Plans.With(
            ("backup.target", JsonNode.Parse("""{ "bucket": { "endpoint": "https://s3.example.org", "name": "cloudapp" } }""")),
            ("backup.recipient", "age1" + new string('q', 58))));

        var mistake = await Should.ThrowAsync<UserException>(() => PublishAsync(plan));
        mistake.Message.ShouldStartWith("TARGET_ACCESS_KEY is missing: it is a key of the bucket that backup.target in topology.json names.");
        Env("host1").ShouldBe(before, ignoreOrder: true);

        Edit("host1", "TARGET_ACCESS_KEY", "given");
        Edit("host2", "TARGET_SECRET_KEY", "given as well");
        await PublishAsync(plan);

        foreach (var host in new[] { "host1", "host2" })
            (Env(host)["TARGET_ACCESS_KEY"], Env(host)["TARGET_SECRET_KEY"]).ShouldBe(("given", "given as well"));
    }

    [Theory]
    [InlineData("TLS_CERT_B64", "not base64!")]
    [InlineData("TLS_KEY_B64", "bm90IGEga2V5")]
    public async Task A_broken_certificate_or_key_is_a_sentence(string name, string value)
    {
        await PublishAsync();
        Edit("host1", name, value);

        var mistake = await Should.ThrowAsync<UserException>(() => PublishAsync());

        mistake.Message.ShouldStartWith($"{EnvPath("host1")} holds a TLS certificate or key that cannot be read");
    }
}
