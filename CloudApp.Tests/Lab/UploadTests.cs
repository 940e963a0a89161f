using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

public sealed class UploadTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int CopySeconds = 15;

    [Fact]
    public async Task An_upload_through_the_vip_comes_back_byte_for_byte_from_the_vip_and_from_both_sites()
    {
        using var http = Fixture.CreateHttp();
        var image = Uploads.CreateImage();
        var name = $"Test {Guid.NewGuid():N}";

        var record = await Uploads.UploadAsync(http, Fixture.Vip("/api/upload"), name, image, Cancellation);

        // Asked without a token, so maybe at the other node: seen within a moment. An upload that an earlier test gave up may
        // still have come later.
        UploadedRecord? latest = null;
        await Hosts.WaitUntilAsync(
            async () => (latest = await Uploads.GetAsync(http, Fixture.Vip("/api/latest"), Cancellation)).Id >= record.Id, CopySeconds, Cancellation);
        if (latest!.Id == record.Id)
            latest.Name.ShouldBe(name);
        foreach (var address in new[] { Fixture.Plan.Vip.Address, Fixture.Site1.App, Fixture.Site2.App })
        {
            var port = address.Equals(Fixture.Plan.Vip.Address) ? Fixture.Plan.Ports.Http : Fixture.Plan.Ports.Api;
            var uri = new Uri($"http://{address}:{port}/api/records/{record.Id}/image");
            // The replica follows within moments; the bytes must be the same ones whenever they come.
            await Hosts.WaitUntilServedAsync(http, uri, CopySeconds, Cancellation);
            (await http.GetByteArrayAsync(uri, Cancellation)).ShouldBe(image, $"through {address}");
        }
    }

    [Fact]
    [Trait("Layer", "drill")]
    public async Task An_upload_survives_a_restart_of_every_host_without_a_hand()
    {
        using var http = Fixture.CreateHttp();
        var image = Uploads.CreateImage();
        var record = await Uploads.UploadAsync(http, Fixture.Vip("/api/upload"), "kept", image, Cancellation);
        // The image has to be at both sites before both lose their power at once.
        var other = new Uri($"http://{Fixture.Site2.App}:{Fixture.Plan.Ports.Api}/api/records/{record.Id}/image");
        await Hosts.WaitUntilServedAsync(http, other, CopySeconds, Cancellation);

        foreach (var host in Fixture.Lab.Plan.Hosts)
            await Fixture.Lab.PowerOffAsync(host.Name, Cancellation);
        foreach (var host in Fixture.Lab.Plan.Hosts.Reverse())
            await Fixture.Lab.PowerOnAsync(host.Name, Cancellation);
        await Fixture.WaitUntilHealthyAsync(Cancellation);

        var uri = Fixture.Vip($"/api/records/{record.Id}/image");
        await Hosts.WaitUntilServedAsync(http, uri, CopySeconds, Cancellation);
        (await http.GetByteArrayAsync(uri, Cancellation)).ShouldBe(image);
    }
}
