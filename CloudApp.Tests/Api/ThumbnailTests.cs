using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using CloudApp.Api.Images;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>Thumbnails as a client sees them; the process that decodes is the real one.</summary>
[Trait("Layer", "pure")]
public sealed class ThumbnailTests
{
    private const int AheadSeconds = 30;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_photo_gets_a_small_upright_thumbnail_without_the_cameras_notes()
    {
        await using var api = await ApiUnderTest.StartAsync();
        var photo = Pictures.Photo(1_600, 800, orientation: 6);
        var address = await UploadAsync(api, photo);

        using var response = await api.Http.GetAsync(address, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("image/webp");
        response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        var thumbnail = await response.Content.ReadAsByteArrayAsync(Cancellation);
        using var picture = Pictures.Decode(thumbnail);
        (picture.Width, picture.Height).ShouldBe((240, 480));
        // Turned by a quarter clockwise, the red left half is on top.
        (picture.GetPixel(120, 60).Red > 200, picture.GetPixel(120, 420).Blue > 200).ShouldBe((true, true));
        Encoding.Latin1.GetString(thumbnail).ShouldNotContain("GPS");
        Encoding.Latin1.GetString(thumbnail).ShouldNotContain("Exif");
        Encoding.Latin1.GetString(await api.Http.GetByteArrayAsync("/api/records/1/image", Cancellation)).ShouldContain(Pictures.CameraNote);
    }

    [Theory]
    [InlineData(1, "left")]
    [InlineData(2, "right")]
    [InlineData(3, "right")]
    [InlineData(4, "left")]
    [InlineData(5, "top")]
    [InlineData(6, "top")]
    [InlineData(7, "bottom")]
    [InlineData(8, "bottom")]
    public void The_red_side_of_a_photo_lands_where_its_note_about_the_orientation_says(byte orientation, string side)
    {
        using var picture = Pictures.Decode(ThumbnailMaker.Make(Pictures.Photo(400, 200, orientation))!);
        var isTurned = orientation > 4;
        (picture.Width, picture.Height).ShouldBe(isTurned ? (200, 400) : (400, 200));
        var (x, y) = side switch { "left" => (50, 100), "right" => (350, 100), "top" => (100, 50), _ => (100, 350) };
        picture.GetPixel(x, y).Red.ShouldBeGreaterThan((byte)200);
        picture.GetPixel(picture.Width - x, picture.Height - y).Blue.ShouldBeGreaterThan((byte)200);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_thumbnail_is_made_once_kept_in_the_store_and_known_by_its_tag(SKEncodedImageFormat format)
    {
        await using var api = await ApiUnderTest.StartAsync();
        var address = await UploadAsync(api, Pictures.Encode(format, 1_000, 500));
        using var first = await api.Http.GetAsync(address, Cancellation);
        var stored = api.Own.Objects.Single(o => o.Key.StartsWith("uploads/thumbnails/", StringComparison.Ordinal));
        api.Own.Objects.TryRemove(api.Own.Objects.Keys.Single(k => k.StartsWith("uploads/images/", StringComparison.Ordinal)), out _);

        (await api.Http.GetByteArrayAsync(address, Cancellation)).ShouldBe(stored.Value, "from the store: the image itself is gone");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var known = await api.Http.SendAsync(request, Cancellation);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task An_upload_has_its_thumbnail_made_before_anybody_asks()
    {
        await using var api = await ApiUnderTest.StartAsync(thumbnailsAhead: true);
        await UploadAsync(api, Pictures.Encode(SKEncodedImageFormat.Jpeg, 800, 800));

        var started = TimeProvider.System.GetTimestamp();
        while (!api.Own.Objects.Keys.Any(k => k.Contains("/thumbnails/", StringComparison.Ordinal)))
        {
            TimeProvider.System.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(AheadSeconds);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    [Fact]
    public async Task What_cannot_be_made_smaller_is_said_to_be_so()
    {
        await using var api = await ApiUnderTest.StartAsync();
        var noise = await UploadAsync(api, Samples.Png());
        var bomb = await UploadAsync(api, EmptyPng(7_000, 7_000));
        var good = await UploadAsync(api, Pictures.Encode(SKEncodedImageFormat.Png, 10, 10));

        foreach (var address in new[] { noise, bomb, noise })
        {
            using var response = await api.Http.GetAsync(address, Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await response.CodeAsync()).ShouldBe("thumbnail-impossible");
        }

        using var fine = await api.Http.GetAsync(good, Cancellation);
        fine.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_image_of_more_pixels_than_anybody_should_unpack_is_refused()
    {
        await using var api = await ApiUnderTest.StartAsync();
        using var response = await api.Http.PostAsync("/api/upload", Samples.Form(image: EmptyPng(60_000, 60_000)), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.CodeAsync()).ShouldBe("image-too-many-pixels");
        api.Own.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_avif_is_served_as_it_is_and_names_no_thumbnail()
    {
        await using var api = await ApiUnderTest.StartAsync();
        byte[] avif = [0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0, 0, 0, 0, 28, .. "meta"u8, 0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8];
        using var upload = await api.Http.PostAsync("/api/upload", Samples.Form(image: avif), Cancellation);
        using var json = await upload.JsonAsync();
        using var response = await api.Http.GetAsync("/api/records/1/thumbnail", Cancellation);

        json.RootElement.TryGetProperty("thumbnailUrl", out _).ShouldBeFalse();
        (await response.CodeAsync()).ShouldBe("thumbnail-impossible");
        (await api.Http.GetByteArrayAsync("/api/records/1/image", Cancellation)).ShouldBe(avif);
    }

    [Fact]
    public async Task A_store_that_is_away_is_no_missing_thumbnail()
    {
        await using var api = await ApiUnderTest.StartAsync();
        var address = await UploadAsync(api, Pictures.Encode(SKEncodedImageFormat.Png, 10, 10));
        (api.Own.Fault, api.Peer.Fault) = (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable);
        using var away = await api.Http.GetAsync(address, Cancellation);
        (api.Own.Fault, api.Peer.Fault) = (null, null);
        using var back = await api.Http.GetAsync(address, Cancellation);

        (await away.CodeAsync()).ShouldBe("store-unavailable");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> UploadAsync(ApiUnderTest api, byte[] image)
    {
        using var response = await api.Http.PostAsync("/api/upload", Samples.Form(image: image), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancellation));
        using var json = await response.JsonAsync();
        return json.RootElement.GetProperty("thumbnailUrl").GetString()!;
    }

    /// <summary>A correct PNG of nothing: some kilobytes that claim to be a wall of pixels.</summary>
    private static byte[] EmptyPng(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + width];
            for (var y = 0; y < Math.Min(height, 8_000); y++) zlib.Write(row);
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
