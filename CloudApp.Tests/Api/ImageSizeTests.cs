using CloudApp.Api.Formats;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The size of an image, from its header alone.</summary>
[Trait("Layer", "pure")]
public sealed class ImageSizeTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 80)]
    [InlineData(SKEncodedImageFormat.Jpeg, 80)]
    [InlineData(SKEncodedImageFormat.Webp, 80)]
    [InlineData(SKEncodedImageFormat.Webp, 100)]
    public void The_size_of_a_real_image_is_read(SKEncodedImageFormat format, int quality) =>
        Read(Pictures.Encode(format, 321, 123, quality)).ShouldBe(new ImageSize(321, 123));

    [Fact]
    public void The_size_of_a_photo_is_found_behind_the_cameras_notes() => Read(Pictures.Photo(640, 480, 6)).ShouldBe(new ImageSize(640, 480));

    [Fact]
    public void The_size_of_a_gif_and_of_an_avif_is_read()
    {
        Read([.. "GIF89a"u8, 0x40, 0x01, 0xC8, 0x00, 0, 0, 0]).ShouldBe(new ImageSize(320, 200));
        byte[] box = [0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x20, 0];
        byte[] small = [0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8];
        byte[] meta = [0, 0, 0, 68, .. "meta"u8, .. small, .. box, .. small];
        Read([.. AvifStart, .. meta]).ShouldBe(new ImageSize(16_384, 8_192));
        // Whatever stands before the description.
        Read([.. AvifStart, 0, 0, 0x4E, 0x28, .. "free"u8, .. new byte[20_000], .. meta]).ShouldBe(new ImageSize(16_384, 8_192));
        // A sequence of pictures: 24 bytes behind the name of its kind, in 'moov'.
        byte[] entry = [.. "av01"u8, .. new byte[24], 0xEA, 0x60, 0x27, 0x10];
        Read([.. AvifStart, .. meta, 0, 0, 0, 40, .. "moov"u8, .. entry]).ShouldBe(new ImageSize(60_000, 10_000));
    }

    [Fact]
    public void An_avif_that_is_not_described_or_not_whole_has_no_size()
    {
        Read([.. AvifStart, .. new byte[200]]).ShouldBeNull();
        Read(AvifStart).ShouldBeNull();
        Read([.. AvifStart, 0, 0, 0, 9, .. "meta"u8]).ShouldBeNull();
        Read([.. AvifStart, 0, 0, 0, 1, .. "meta"u8, 0xFF, 0, 0, 0, 0, 0, 0, 0]).ShouldBeNull();
        // The description itself may be as long as the file, and then is none.
        Read([.. AvifStart, 0, 0x20, 0, 8, .. "meta"u8, .. new byte[0x200000]]).ShouldBeNull();
    }

    [Fact]
    public void A_gif_is_as_large_as_a_frame_that_reaches_beyond_its_screen()
    {
        // A screen of 8 x 8 with a table of two colours, a comment, then a frame of 60,000 x 50,000.
        byte[] image = [.. "GIF89a"u8, 8, 0, 8, 0, 0x80, 0, 0, .. new byte[6], 0x21, 0xFE, 2, 1, 1, 0, 0x2C, 0, 0, 0, 0, 0x60, 0xEA, 0x50, 0xC3, 0, 2, 1, 0, 0, 0x3B];
        Read(image).ShouldBe(new ImageSize(60_000, 50_000));
        Read(image[..^12]).ShouldBe(new ImageSize(8, 8));
        Read("GIF89a"u8.ToArray()).ShouldBeNull();
    }

    [Fact]
    public void A_jpeg_with_stray_bytes_or_a_height_of_nothing_has_no_size()
    {
        byte[] frame = [0xFF, 0xC0, 0, 11, 8, 0xEA, 0x60, 0xEA, 0x60, 1, 1, 0x11, 0];
        byte[] start = [0xFF, 0xD8, 0xFF, 0xFF, 0xE0, 0, 4, 0, 0];
        Read([.. start, .. frame]).ShouldBe(new ImageSize(60_000, 60_000));
        Read([.. start, 1, 2, 3, 4, .. frame]).ShouldBeNull();
        Read([0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0xEA, 0x60, 1, 1, 0x11, 0]).ShouldBeNull();
    }

    private static readonly byte[] AvifStart = [0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0];

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void A_jpeg_without_a_size_has_none_and_is_read_in_bounded_time(byte[] image) => Read(image).ShouldBeNull();

    [Fact]
    public void A_jpeg_of_ten_megabytes_of_markers_is_given_up_soon()
    {
        var image = new byte[10_000_000];
        Array.Fill(image, (byte)0xFF);
        image[1] = 0xD8;
        Read(image).ShouldBeNull();
    }

    private static ImageSize? Read(byte[] image)
    {
        var head = image.AsSpan(0, Math.Min(image.Length, ImageType.HeadBytes));
        using var stream = new MemoryStream(image, writable: false);
        return ImageSize.Read(ImageType.Detect(head), head, stream);
    }
}
