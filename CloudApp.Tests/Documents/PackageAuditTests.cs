using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Documents;

/// <summary>
/// What docs/decisions/packages.md says of known holes in packages, with this repository's own properties and a source of
/// advisories that the test makes up.
/// </summary>
[Trait("Layer", "component")]
public sealed class PackageAuditTests : IAsyncLifetime
{
    private const string Package = "Meziantou.Analyzer";
    private const int SeverityHigh = 2;
    private static readonly string[] SharedFiles = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudapp-audit-").FullName;
    private WebApplication? _source;
    private bool _hasAdvisories = true;

    [Fact]
    public async Task A_known_hole_is_said_and_breaks_no_build()
    {
        var (code, output) = await RestoreAsync(isCi: false);

        output.ShouldContain($"warning NU1903: Package '{Package}'");
        code.ShouldBe(0, output);
    }

    [Fact]
    public async Task A_severe_hole_fails_in_ci()
    {
        var (code, output) = await RestoreAsync(isCi: true);

        output.ShouldContain("error NU1903");
        code.ShouldNotBe(0, output);
    }

    [Fact]
    public async Task A_source_without_advisories_breaks_nothing_even_in_ci()
    {
        _hasAdvisories = false;

        var (code, output) = await RestoreAsync(isCi: true);

        output.ShouldContain("warning NU1905");
        code.ShouldBe(0, output);
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var file in SharedFiles)
            File.Copy(SourceTree.PathOf(file), Path.Combine(_folder, file));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = builder.Build();
        source.MapGet("/index.json", (HttpContext context) => Answer(
            $$"""{"version":"3.0.0","resources":[{"@id":"http://{{context.Request.Host}}/list.json","@type":"{{(_hasAdvisories ? "VulnerabilityInfo/6.7.0" : "Nothing/1.0.0")}}"}]}"""));
        source.MapGet("/list.json", (HttpContext context) => Answer(
            $$"""[{"@name":"base","@id":"http://{{context.Request.Host}}/base.json","@updated":"2026-01-01T00:00:00Z"}]"""));
        source.MapGet("/base.json", () => Answer(
            $$"""{"{{Package.ToLowerInvariant()}}":[{"severity":{{SeverityHigh}},"url":"https://example.org/advisory","versions":"(, 9999.0.0)"}]}"""));
        await source.StartAsync(TestContext.Current.CancellationToken);
        _source = source;
        var address = source.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "NuGet.Config"),
            $"""<configuration><auditSources><clear /><add key="made-up" value="{address}/index.json" allowInsecureConnections="true" /></auditSources></configuration>""",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "Audited.csproj"),
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><RestorePackagesWithLockFile>false</RestorePackagesWithLockFile><RestoreLockedMode>false</RestoreLockedMode></PropertyGroup></Project>""",
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is { } source)
            await source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IResult Answer(string json) => Results.Text(json, "application/json");

    private async Task<(int Code, string Output)> RestoreAsync(bool isCi)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "--force", "-nodeReuse:false", "--nologo"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["CI"] = isCi ? "true" : "",
                // A cache of its own: what another run's source said under the same port must not count.
                ["NUGET_HTTP_CACHE_PATH"] = Path.Combine(_folder, "http-cache"),
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
