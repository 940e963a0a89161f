using CloudApp.Api.Records;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Pages;

/// <summary>What the page shows.</summary>
/// <param name="Pictures">Newest first.</param>
/// <param name="OlderAddress">Address of the page that follows; null on the last one.</param>
/// <param name="IsNewest">The page that people come to, with the form; false: one of the gallery's older pages.</param>
/// <param name="IsAway">The pictures could not be read just now.</param>
/// <param name="Notice">A sentence above everything, e.g. why an upload was refused; null for none.</param>
internal sealed record HomeModel(
    string Site, string Node, IReadOnlyList<Picture> Pictures, string? OlderAddress, bool IsNewest, bool IsAway, PageNotice? Notice, string IdempotencyKey);

/// <summary>A sentence for the person.</summary>
internal sealed record PageNotice(string Text, NoticeKind Kind);

internal enum NoticeKind
{
    /// <summary>Something lasts and passes by itself.</summary>
    Wait,

    /// <summary>What the person did was refused.</summary>
    Error,
}

/// <summary>A record as the page shows it.</summary>
/// <param name="ImageAddress">The picture as it was uploaded.</param>
/// <param name="TileAddress">A small one for the gallery, or the same.</param>
internal sealed record Picture(long Id, string Name, string Site, DateTimeOffset CreatedAt, string ImageAddress, string TileAddress)
{
    internal static Picture Of(UploadRecord record)
    {
        var urls = RecordResponse.Of(record);
        return new Picture(record.Id, record.Name, record.Site, record.CreatedAt, urls.ImageUrl, urls.ThumbnailUrl ?? urls.ImageUrl);
    }
}
