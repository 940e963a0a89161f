using System.Net;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

public sealed class RecordLifeTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int CopySeconds = 15;
    private const int ThumbnailEdgePixels = 480;

    [Fact]
    public async Task A_photo_has_a_thumbnail_at_both_sites_and_is_gone_from_both_once_deleted()
    {
        using var http = Fixture.CreateHttp();
        var record = await Uploads.UploadAsync(
            http, Fixture.Vip("/api/upload"), "short-lived", Api.Pictures.Photo(1_600, 1_200, orientation: 6), Cancellation);
        Uri[] records = [.. new[] { Fixture.Site1, Fixture.Site2 }.Select(site => new Uri($"http://{site.App}:{Fixture.Plan.Ports.Api}/api/records/{record.Id}"))];

        foreach (var address in records)
        {
            var thumbnail = new Uri($"{address}/thumbnail");
            await Hosts.WaitUntilServedAsync(http, thumbnail, CopySeconds, Cancellation);
            using var picture = Api.Pictures.Decode(await http.GetByteArrayAsync(thumbnail, Cancellation));
            (picture.Width, picture.Height).ShouldBe((ThumbnailEdgePixels * 3 / 4, ThumbnailEdgePixels), address.ToString());
        }

        using var deletion = await http.DeleteAsync(Fixture.Vip($"/api/records/{record.Id}"), Cancellation);
        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var address in records)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("CloudApp-Gtid", deletion.Headers.GetValues("CloudApp-Gtid").Single());
            using var answer = await http.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, address.ToString());
        }
    }
}
