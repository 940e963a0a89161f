using CloudApp.Api.Formats;

namespace CloudApp.Api.Uploads;

/// <summary>An image that passed all checks. Dispose frees its space.</summary>
/// <param name="Content">On disk, or in memory when it is small; seekable.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record SpooledImage(Stream Content, ImageType Type, long SizeBytes, string Sha256) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>A form that passed all checks and is not stored yet.</summary>
internal sealed record UploadDraft(string Name, SpooledImage Image, string? IdempotencyKey) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Image.DisposeAsync();
}
