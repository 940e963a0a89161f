using CloudApp.Api.Thumbnails;

namespace CloudApp.Api.Records;

/// <summary>A record as a client sees it.</summary>
/// <param name="Url">Address of the record on this server.</param>
/// <param name="ImageUrl">Address of the image on this server.</param>
/// <param name="ThumbnailUrl">Address of a small picture of it; absent when there can be none, and then the image itself is to be shown.</param>
internal sealed record RecordView(
    long Id,
    string Name,
    string ContentType,
    long SizeBytes,
    string Sha256,
    string Site,
    string Node,
    DateTimeOffset CreatedAt,
    string Url,
    string ImageUrl,
    string? ThumbnailUrl)
{
    internal static RecordView Of(UploadRecord record) => new(
        record.Id, record.Name, record.ContentType, record.SizeBytes, record.Sha256, record.Site, record.Node,
        record.CreatedAt, UrlOf(record.Id), $"{UrlOf(record.Id)}/image",
        ThumbnailService.IsPossible(record.ContentType) ? $"{UrlOf(record.Id)}/thumbnail" : null);

    internal static string UrlOf(long id) => $"/api/records/{id}";
}

/// <summary>One page of records, newest first.</summary>
/// <param name="Next">Address of the next page; absent on the last one.</param>
internal sealed record RecordPageView(IReadOnlyList<RecordView> Items, string? Next)
{
    internal static RecordPageView Of(IReadOnlyList<UploadRecord> records, int limit) => new(
        [.. records.Select(RecordView.Of)],
        records.Count == limit ? $"/api/records?limit={limit}&before={records[^1].Id}" : null);
}

/// <summary>Who answers.</summary>
/// <param name="DatabaseRole">Role of the server that answers this node's reads: primary, replica or unknown.</param>
internal sealed record InfoView(
    string Name, string Version, string Site, string Node, double UptimeSeconds, DateTimeOffset StartedAt,
    string DatabaseRole, string? DatabaseServer, bool Writable);
