using CloudApp.Operations;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class PublisherTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly string[] Renamed = ["north", "south", "monitor"];
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<IReadOnlyList<PublishedBundle>> PublishAsync(TopologyPlan? plan = null, bool withSecrets = true) =>
        new Publisher(TimeProvider.System).PublishAsync(plan ?? Plans.Default, _folder.Path, withSecrets, Cancellation);

    private Dictionary<string, (string Bytes, DateTime Written)> Snapshot() =>
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).ToDictionary(
            path => path,
            path => (Convert.ToHexString(File.ReadAllBytes(path)), File.GetLastWriteTimeUtc(path)),
            StringComparer.Ordinal);

    [Fact]
    public async Task Publishing_twice_changes_no_byte_and_no_time_stamp()
    {
        await PublishAsync();
        var before = Snapshot();

        var second = await PublishAsync();

        Snapshot().ShouldBe(before, ignoreOrder: true);
        second.ShouldAllBe(bundle => bundle.FilesWritten == 0 && !bundle.AreSecretsWritten);
    }

    [Fact]
    public async Task Each_kind_of_file_has_its_mode()
    {
        await PublishAsync();

        foreach (var host in new[] { "host1", "host2", "monitor" })
        {
            File.GetUnixFileMode(_folder[$"{host}/.env"]).ShouldBe(OwnerOnly);
            File.GetUnixFileMode(_folder[$"{host}/compose.yaml"]).ShouldBe(Readable);
            File.GetUnixFileMode(_folder[$"{host}/prepare-host.sh"])
                .ShouldBe(Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        File.GetUnixFileMode(_folder["ca.env"]).ShouldBe(OwnerOnly);
    }

    [Fact]
    public async Task A_mode_that_was_opened_is_closed_again()
    {
        await PublishAsync();
        File.SetUnixFileMode(_folder["host1/.env"], Readable);

        await PublishAsync();

        File.GetUnixFileMode(_folder["host1/.env"]).ShouldBe(OwnerOnly);
    }

    [Fact]
    public async Task Without_secrets_no_env_file_appears()
    {
        await PublishAsync(withSecrets: false);

        Directory.EnumerateFiles(_folder.Path, "*.env", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists(_folder["host1/compose.yaml"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_that_are_not_ours_stay()
    {
        await PublishAsync();
        await File.WriteAllTextAsync(_folder["host1/compose.override.yaml"], "services: {}\n", Cancellation);
        Directory.CreateDirectory(_folder["host9"]);
        await File.WriteAllTextAsync(_folder["host9/notes"], "mine", Cancellation);

        await PublishAsync();

        (await File.ReadAllTextAsync(_folder["host1/compose.override.yaml"], Cancellation)).ShouldBe("services: {}\n");
        (await File.ReadAllTextAsync(_folder["host9/notes"], Cancellation)).ShouldBe("mine");
    }

    [Fact]
    public async Task A_changed_file_is_put_right_and_nothing_else_is_written()
    {
        await PublishAsync();
        await File.WriteAllTextAsync(_folder["host2/haproxy/haproxy.cfg"], "broken", Cancellation);

        var published = await PublishAsync();

        published.Select(bundle => bundle.FilesWritten).ShouldBe([0, 1, 0]);
        (await File.ReadAllTextAsync(_folder["host2/haproxy/haproxy.cfg"], Cancellation)).ShouldBe(File.ReadAllText(_folder["host1/haproxy/haproxy.cfg"]));
    }

    [Fact]
    public async Task No_temporary_file_is_left()
    {
        await PublishAsync();

        Directory.EnumerateFiles(_folder.Path, "*.new", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_sentence()
    {
        await File.WriteAllTextAsync(_folder["host1"], "a file where the bundle should be", Cancellation);

        var mistake = await Should.ThrowAsync<UserException>(() => PublishAsync());

        mistake.Message.ShouldStartWith($"the bundles cannot be written to {_folder.Path}: ");
    }

    [Fact]
    public async Task Sites_may_have_other_names()
    {
        var plan = TopologyReader.Read(Plans.DefaultJson.Replace("\"host1\"", "\"north\"", StringComparison.Ordinal).Replace("\"host2\"", "\"south\"", StringComparison.Ordinal));

        var published = await PublishAsync(plan);

        published.Select(bundle => bundle.Name).ShouldBe(Renamed);
        File.Exists(_folder["north/.env"]).ShouldBeTrue();
    }
}
