using System.Text;
using CloudApp.Api.Pages;
using CsCheck;
using SkiaSharp;

namespace CloudApp.Tests.Api;

/// <summary>The bytes on the wire.</summary>
/// <param name="IsCutOff">More was announced than is sent.</param>
internal sealed record WireRequest(byte[] Bytes, bool IsCutOff);

/// <summary>Requests as nobody writes them. Each follows from a seed and its number alone.</summary>
internal static class FuzzRequests
{
    private static readonly byte[] Picture = Pictures.Encode(SKEncodedImageFormat.Png, 20, 10);
    private static readonly byte[] Photo = Pictures.Photo(30, 20, orientation: 6);
    private static readonly Gen<WireRequest> Any = Gen.Frequency((10, Upload()), (10, Read()), (3, ConditionalRead()), (2, Deletion()));

    internal static WireRequest Create(ulong seed, uint number) => Any.Generate(new PCG(number, seed), null, out _);

    private static byte[][] GoodParts(string name, byte[] image) =>
    [
        [.. "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(name), .. "\r\n"u8],
        [.. "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"u8, .. image, .. "\r\n"u8],
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Visible(int most) => Gen.String[Gen.Char['!', '~'], 0, most];

    private static Gen<WireRequest> Upload() =>
        from path in Gen.Frequency((8, Gen.Const("/api/upload")), (1, OneOf("/upload", "/api/upload/", "/api/Upload?x=%zz")))
        from type in Gen.Frequency((8, Gen.Const("multipart/form-data; boundary=b")), (1, OneOf(
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b", "text/plain", "multipart/mixed; boundary=b", ";;;", "")))
        from parts in Gen.Frequency((2, Good()), (3, Part().Array[0, 4]))
        from end in Gen.Frequency((8, Gen.Const("--b--\r\n")), (1, OneOf("", "--b", "--b-", "\r\n", "--b\r\n")))
        from lengthError in Gen.Frequency((8, Gen.Const(0)), (1, Gen.Int[-20, 20]))
        from key in Gen.Frequency((4, Gen.Const((string?)null)), (1, OneOf<string?>("", "k", "a b", "\u00fc", new string('k', 65), "k1")))
        from isChunked in Gen.Int[0, 5].Select(i => i == 0)
        from chunkError in Gen.Frequency((4, Gen.Const("")), (1, OneOf("zz\r\n", "-1\r\n", "ffffffffffffffff\r\n", "5;x=y\r\nab")))
        let body = (byte[])[.. parts.SelectMany(p => p), .. Encoding.ASCII.GetBytes(end)]
        let head = $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {type}\r\n" + (key is null ? "" : $"Idempotency-Key: {key}\r\n")
        select isChunked
            ? new WireRequest([.. Encoding.Latin1.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n"), .. Chunked(body, chunkError)], IsCutOff: chunkError.Length > 0)
            : new WireRequest(
                [.. Encoding.Latin1.GetBytes($"{head}Content-Length: {Math.Max(0, body.Length + lengthError)}\r\n\r\n"), .. body], IsCutOff: lengthError > 0);

    private static byte[] Chunked(byte[] body, string error) =>
    [
        .. Encoding.ASCII.GetBytes($"{body.Length / 2:x}\r\n"), .. body[..(body.Length / 2)], .. "\r\n"u8, .. Encoding.ASCII.GetBytes(error),
        .. Encoding.ASCII.GetBytes($"{body.Length - body.Length / 2:x}\r\n"), .. body[(body.Length / 2)..], .. "\r\n0\r\n\r\n"u8,
    ];

    private static Gen<byte[][]> Good() =>
        from name in Gen.Frequency(
            (2, Gen.Const("Sunset")),
            (2, Gen.String[Gen.Char, 0, 20]),
            (1, Visible(210)),
            (1, OneOf("\u202Egnp.exe", "a\0b", "'; DROP TABLE records; --", "<script>alert(1)</script>", "\uD83C\uDF05", new string('\u4E2D', 200), "../../etc/passwd", "%00", " \t ")))
        from image in Gen.Frequency((3, Gen.Const(Samples.Png(300))), (3, Gen.Const(Picture)), (2, Gen.Const(Photo)), (2, Damaged(Photo)), (2, Damaged(Picture)))
        select GoodParts(name, image);

    /// <summary>An image with some bytes changed and maybe its end missing: lengths, sizes and tables that lie.</summary>
    private static Gen<byte[]> Damaged(byte[] image) =>
        from changes in Gen.Select(Gen.Int[0, image.Length - 1], Gen.Byte).Array[1, 6]
        from length in Gen.Frequency((2, Gen.Const(image.Length)), (1, Gen.Int[1, image.Length]))
        select Change(image, changes, length);

    private static byte[] Change(byte[] image, (int At, byte Value)[] changes, int length)
    {
        var copy = image[..];
        foreach (var (at, value) in changes) copy[at] = value;
        return copy[..length];
    }

    private static Gen<byte[]> Part() =>
        from disposition in Gen.Frequency(
            (4, Gen.Const("form-data; name=\"name\"")),
            (4, Gen.Const("form-data; name=\"image\"; filename=\"a.png\"")),
            (2, OneOf(
                "form-data; name=\"idempotency_key\"", "form-data; name=image; filename=", "form-data; name=\"image\"; filename=\"..\\\\a\"",
                "form-data; name=\"image\"; filename*=UTF-8''%2e%2e%2fa", "form-data; name=\"image\"; filename*=x''%zz", "form-data", "attachment; name=\"name\"",
                "form-data; name=\"\"", "form-data; name=\"other\"", "\u0001", "")),
            (1, Visible(60).Select(s => $"form-data; name=\"image\"; filename=\"{s}\"")))
        from extra in Gen.Frequency((6, Gen.Const("")), (1, OneOf("Content-Type: x\r\n", "no colon\r\n", ": y\r\n", $"X: {new string('x', 5_000)}\r\n")))
        from content in Gen.Frequency(
            (3, Gen.Const(Samples.Png(300))),
            (3, Gen.String[Gen.Char[' ', '~'], 1, 40].Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Byte.Array[0, 60]),
            (1, Gen.Const("\r\n--b"u8.ToArray())))
        select (byte[])[
            .. Encoding.Latin1.GetBytes($"--b\r\nContent-Disposition: {disposition}\r\n{extra}\r\n"), .. content, .. "\r\n"u8];

    private static Gen<WireRequest> Read() =>
        from method in Gen.Frequency((8, Gen.Const("GET")), (1, OneOf("HEAD", "PUT", "OPTIONS", "PATCH", "BREW", "TRACE", "get")))
        from path in Gen.Frequency(
            (5, OneOf("/", "/api/latest", "/api/records", "/api/info", "/openapi/v1.json", "/health", "/metrics", "/docs/")),
            (8, Gen.Select(Id(), OneOf("", "/image", "/thumbnail")).Select((id, what) => $"/api/records/{id}{what}")),
            (2, Visible(30).Select(s => $"/api/records/{s}")),
            (1, Gen.Long.Select(id => $"/api/records/{id}/thumbnail")),
            (2, Gen.Select(Number(), Number()).Select((limit, before) => $"/api/records?limit={limit}&before={before}")),
            (1, OneOf("/%00", "/%ff", "/..%2f..", "/api/records/%31/image", "/assets/%2e%2e/x", "//", "/api/records/1/image/", "*", "/?a=%zz", "/api/records?limit=1&limit=2")))
        from headers in Header().Array[0, 3]
        select new WireRequest(
            Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n"), IsCutOff: false);

    /// <summary>A part of an image, or only if: what most reads of other kinds never reach.</summary>
    private static Gen<WireRequest> ConditionalRead() =>
        from id in Id()
        from what in OneOf("image", "image", "thumbnail")
        from header in Gen.Frequency(
            (3, Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Select((first, last) => $"Range: bytes={first}-{last}")),
            (1, Gen.Int[0, 1_000].Select(last => $"Range: bytes=-{last}")),
            (1, OneOf("If-None-Match: *", "If-Match: \"x\"", "If-Match: *", "If-Range: \"x\"\r\nRange: bytes=0-0", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT")))
        select new WireRequest(
            Encoding.Latin1.GetBytes($"GET /api/records/{id}/{what} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"), IsCutOff: false);

    // About as many records as a run makes: many ids are there, some not yet, some not any more.
    private static Gen<int> Id() => Gen.Frequency((1, Gen.Int[0, 50]), (3, Gen.Int[0, 800]));

    private static Gen<string> Number() => Gen.Frequency(
        (3, Gen.Int[-2, 120].Select(i => $"{i}")), (1, Gen.Long.Select(i => $"{i}")), (1, Visible(20)), (1, OneOf("", "1e3", "+1", "0x10", "\u0661", "99999999999999999999")));

    private static Gen<string> Header() => Gen.Frequency(
        (2, Gen.Select(Gen.Long[-400, 400], Gen.Long[-400, 400]).Select((from, to) => $"Range: bytes={from}-{to}")),
        (1, Visible(20).Select(s => $"Range: bytes={s}")),
        (1, Visible(40).Select(s => $"If-None-Match: {s}")),
        (1, Visible(40).Select(s => $"Cookie: cloudapp_gtid={s}")),
        (1, Visible(40).Select(s => $"CloudApp-Gtid: {s}")),
        (1, Visible(60).Select(s => $"traceparent: {s}")),
        (4, OneOf(
            "Range: bytes=0-1", "Range: bytes=-", "Range: bytes=5-1", "Range: bytes=9223372036854775807-", "Range: bytes=-9223372036854775808",
            "Range: bytes=0-0,2-3", "If-None-Match: \"", "If-None-Match: *", "If-Modified-Since: x", "If-Range: \"x\"", "If-Match: ,,", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
            "CloudApp-Gtid: 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "Accept: ;;;", "Accept-Encoding: gzip;q=x", "Expect: 100-continue", "Transfer-Encoding: chunked",
            "X-Forwarded-For: 1,2,3", "X-Request-ID: \u00ff", "Content-Length: 5", "Upgrade: websocket")));

    private static Gen<WireRequest> Deletion() =>
        from id in Gen.Frequency((6, Id().Select(i => $"{i}")), (1, Gen.Long.Select(i => $"{i}")), (1, Visible(20)), (1, OneOf("", "1/image", "1/thumbnail", "%31", "1;2")))
        from body in Gen.Frequency((4, Gen.Const("")), (1, Gen.Const("Content-Length: 2\r\n")))
        select new WireRequest(
            Encoding.Latin1.GetBytes($"DELETE /api/records/{id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{body}\r\n{(body.Length > 0 ? "{}" : "")}"), IsCutOff: false);
}
