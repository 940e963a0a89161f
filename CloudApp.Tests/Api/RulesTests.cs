using System.Text;
using CloudApp.Api.Data;
using CloudApp.Api.Formats;
using CloudApp.Api.Hosting;
using CloudApp.Api.Pages;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Uploads;
using CloudApp.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

[Trait("Layer", "pure")]
public sealed class RulesTests
{
    private const string Server = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private const string OtherServer = "591902f1-e6c9-11f1-b928-02fc00000001";

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16 }, "image/jpeg")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xDB, 0, 16 }, "image/jpeg")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF }, null)]
    [InlineData(new byte[] { 0xFF, 0xD8, 0x00, 0xE0 }, null)]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xE0, 0, 16 }, "image/jpeg")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xFF, 0x10, 0xE0, 0, 16 }, null)]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }, "image/png")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, null)]
    [InlineData(new byte[0], null)]
    public void An_image_is_known_by_its_first_bytes(byte[] head, string? type) => ImageType.Detect(head)?.ContentType.ShouldBe(type);

    [Theory]
    [InlineData("GIF89a......", "image/gif")]
    [InlineData("GIF87a......", "image/gif")]
    [InlineData("GIF88a......", null)]
    [InlineData("RIFF\u0001\u0001\u0001\u0001WEBPVP8 ", "image/webp")]
    [InlineData("RIFF\u0001\u0001\u0001\u0001WAVEfmt ", null)]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1miaf", "image/avif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0miafavif", "image/avif")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", null)]
    [InlineData("\0\0\0\u0010ftypmif1\0\0\0\0avif", null)]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>", null)]
    [InlineData("<!DOCTYPE html><html></html>", null)]
    public void Text_like_heads_are_told_apart(string head, string? type) =>
        (ImageType.Detect(Encoding.Latin1.GetBytes(head))?.ContentType).ShouldBe(type);

    [Theory]
    [InlineData(" Sunset ", "Sunset")]
    [InlineData("Grüße 日本 🌅", "Grüße 日本 🌅")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("👩‍👧 ❤️", "👩‍👧 ❤️")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("'; DROP TABLE records; -- <b>", "'; DROP TABLE records; -- <b>")]
    public void A_name_is_trimmed_and_kept(string raw, string name) => RecordName.Parse(raw).ShouldBe(name);

    [Theory]
    [InlineData("", "name-empty")]
    [InlineData("\u3000 \t", "name-empty")]
    [InlineData("\u200B\u2060", "name-empty")]
    [InlineData("\u3164", "name-empty")]
    [InlineData("\u2800 \u115F\uFFA0", "name-empty")]
    [InlineData("\u0301\uFE0F", "name-empty")]
    [InlineData("\uFEFF", "name-empty")]
    [InlineData("a\u200Fb", "name-invalid")]
    [InlineData("a\u061Cb", "name-invalid")]
    [InlineData("a\u2066b", "name-invalid")]
    [InlineData("a\0b", "name-invalid")]
    [InlineData("a\nb", "name-invalid")]
    [InlineData("a\u202Eb", "name-invalid")]
    [InlineData("a\u2028b", "name-invalid")]
    [InlineData("a\uFFFDb", "name-invalid")]
    public void A_name_that_is_none_is_refused(string raw, string code) =>
        Should.Throw<ProblemException>(() => RecordName.Parse(raw)).Problem.Code.ShouldBe(code);

    [Fact]
    public void A_name_is_counted_in_characters_not_in_code_units()
    {
        RecordName.Parse(string.Concat(Enumerable.Repeat("🌅", 200))).Length.ShouldBe(400);
        Should.Throw<ProblemException>(() => RecordName.Parse(string.Concat(Enumerable.Repeat("🌅", 201)))).Problem.Code.ShouldBe("name-too-long");
        Should.Throw<ProblemException>(() => FieldText.Read([0x61, 0xFF], FieldText.EncodingOf(null))).Problem.Code.ShouldBe("name-invalid");
    }

    [Theory]
    [InlineData($"{Server}:1-5")]
    [InlineData($"{Server}:1-5:7:9-11")]
    [InlineData($"{Server}:1-5+{OtherServer}:8")]
    [InlineData($"{Server}:1-5:blue:1-3")]
    public void A_gtid_token_survives_the_way_to_the_client_and_back(string token) =>
        GtidToken.Write(GtidToken.Read(token)!).ShouldBe(token);

    [Theory]
    [InlineData($"{Server}:1-5+{Server}:8", $"{Server}:1-5:8")]
    [InlineData($"{Server}:7:1-5:Blue:3", $"{Server}:1-5:7:blue:3")]
    public void A_token_in_another_form_means_the_same_set(string token, string normal) => GtidToken.Write(GtidToken.Read(token)!).ShouldBe(normal);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(Server)]
    [InlineData($"{Server}:0")]
    [InlineData($"{Server}:1-")]
    [InlineData($"{Server}:1-5,{Server}:8")]
    [InlineData($"{Server}:1-5+")]
    [InlineData($"{Server}:1-5\n")]
    [InlineData($"{Server}:1-5'; DROP TABLE records; --")]
    [InlineData($"{Server}:99999999999999999999")]
    public void Anything_else_in_the_cookie_counts_as_no_cookie(string token) => GtidToken.Read(token).ShouldBeNull();

    [Fact]
    public void A_gtid_set_has_a_longest_length_and_loses_the_servers_line_breaks()
    {
        GtidToken.FromServer($"{Server}:1-5,\n{OtherServer}:1-5")!.ToString().ShouldBe($"{Server}:1-5,{OtherServer}:1-5");
        GtidToken.FromServer(string.Join(',', Enumerable.Range(0, 60).Select(static i => $"{Server[..^2]}{i:d2}:1-5"))).ShouldBeNull();
        GtidToken.FromServer("").ShouldBeNull();
    }

    [Theory]
    [InlineData("0", null, "limit-invalid")]
    [InlineData("101", null, "limit-invalid")]
    [InlineData("-1", null, "limit-invalid")]
    [InlineData("1e1", null, "limit-invalid")]
    [InlineData("", null, "limit-invalid")]
    [InlineData(null, "0", "before-invalid")]
    [InlineData(null, "99999999999999999999", "before-invalid")]
    public void Paging_values_out_of_range_are_refused(string? limit, string? before, string code) =>
        Should.Throw<ProblemException>(() => PageRequest.Parse(limit, before)).Problem.Code.ShouldBe(code);

    [Fact]
    public void The_page_writes_every_text_of_others_through_the_encoder()
    {
        const string evil = "\"><script>alert(1)</script>";
        var picture = Picture.Of(new UploadRecord(1, evil, "k", "image/png", 1, "", evil, evil, DateTimeOffset.UnixEpoch));
        var notice = new PageNotice(evil, NoticeKind.Error);
        var html = HomePage.Render(new HomeModel(evil, evil, [picture, picture], evil, IsNewest: true, IsAway: false, notice, evil));

        html.ShouldNotContain("<script>alert");
        html.ShouldNotContain("\"><script");
        html.ShouldNotContain("style=");
        html.ShouldNotContain("onload=");
    }

    [Fact]
    public void Problem_codes_are_unique_and_the_document_lists_them_all()
    {
        ProblemCatalogue.All.Select(p => p.Code).ShouldBeUnique(StringComparer.Ordinal);
        var document = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "api.md"));
        foreach (var problem in ProblemCatalogue.All) document.ShouldContain($"| `{problem.Code}` | {problem.Status} |");
    }

    [Fact]
    public void Every_mistake_in_the_settings_is_named_at_once()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CloudApp:Site"] = "host 1",
            ["ObjectStore:Endpoints:0"] = "nonsense",
            ["ConnectionStrings:clouddb"] = "Colour=blue",
            ["ObjectStore:Sites:host1"] = "http://192.0.2.1:9000",
            ["Sweeper:OrphanGraceMinutes"] = "1",
        }).Build();
        var message = Should.Throw<SettingsException>(() => ApiSettingsReader.Read(configuration)).Message;

        foreach (var name in new[]
        {
            "CloudApp__Site", "CloudApp__Node", "CloudApp__SpoolDirectory", "ConnectionStrings__clouddb ", "ConnectionStrings__clouddbreadonly",
            "ObjectStore__Endpoints__0", "ObjectStore__Bucket", "ObjectStore__AccessKey", "ObjectStore__SecretKey",
            "ObjectStore__Sites__NAME", "Sweeper__OrphanGraceMinutes",
        }) message.ShouldContain(name);
    }

    [Fact]
    public void A_connection_string_is_found_where_aspires_client_has_it_and_the_usual_place_wins()
    {
        const string client = "Server=client;Database=d", usual = "Server=usual;Database=d";
        Read(new(StringComparer.Ordinal)).ShouldBe((client, client));
        Read(new(StringComparer.Ordinal) { ["ConnectionStrings:clouddb"] = usual }).ShouldBe((usual, client));

        static (string, string) Read(Dictionary<string, string?> further)
        {
            foreach (var (key, value) in new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["CloudApp:Site"] = "host1",
                ["CloudApp:Node"] = "app1",
                ["CloudApp:SpoolDirectory"] = "/tmp",
                ["ObjectStore:Endpoints:0"] = "http://store:9000",
                ["ObjectStore:Bucket"] = "uploads",
                ["ObjectStore:AccessKey"] = "key",
                ["ObjectStore:SecretKey"] = "secret",
                ["Aspire:MySqlConnector:clouddb:ConnectionString"] = client,
                ["Aspire:MySqlConnector:clouddbreadonly:ConnectionString"] = client,
            })
            {
                further[key] = value;
            }

            var settings = ApiSettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(further).Build());
            return (settings.WriteConnectionString, settings.ReadConnectionString);
        }
    }

    [Fact]
    public void A_route_that_failed_is_taken_last_and_all_failed_ones_take_turns()
    {
        string[] routes = ["own", "peer"];
        RouteRotation.Pick(routes, _ => false, attempt: 3).ShouldBe("own");
        RouteRotation.Pick(routes, r => r.StartsWith("own", StringComparison.Ordinal), attempt: 0).ShouldBe("peer");
        RouteRotation.Pick(routes, _ => true, attempt: 0).ShouldBe("own");
        RouteRotation.Pick(routes, _ => true, attempt: 1).ShouldBe("peer");
        RouteRotation.Order(routes, r => r.StartsWith("own", StringComparison.Ordinal))[^1].ShouldStartWith("own");
    }

    private static string RepositoryRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CloudApp.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
