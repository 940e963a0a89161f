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
        Read([0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0, .. small, .. box, .. small]).ShouldBe(new ImageSize(16_384, 8_192));
    }

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
        return ImageSize.Read(ImageType.Detect(head)!, head, stream);
    }
}
