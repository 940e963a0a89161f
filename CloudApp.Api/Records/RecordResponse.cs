using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Api.Formats;

namespace CloudApp.Api.Records;

/// <summary>A record as a client sees it.</summary>
/// <param name="Url">Address of the record on this server.</param>
/// <param name="ImageUrl">Address of the image on this server.</param>
/// <param name="Copies">Sites that are known to hold the image: 2 is the rule, 1 when a site was away during the upload, until the second copy is made.</param>
/// <param name="ThumbnailUrl">Address of a small picture of it; absent when there can be none, and then the image itself is to be shown.</param>
internal sealed record RecordResponse(
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
    int Copies,
    string? ThumbnailUrl)
{
    internal static RecordResponse Of(UploadRecord record) => new(
        record.Id, record.Name, record.ContentType, record.SizeBytes, record.Sha256, record.Site, record.Node,
        record.CreatedAt, UrlOf(record.Id), $"{UrlOf(record.Id)}/image", record.Copies,
        ImageType.HasThumbnail(record.ContentType) ? $"{UrlOf(record.Id)}/thumbnail" : null);

    internal static string UrlOf(long id) => $"/api/records/{id}";
}

/// <summary>One page of records, newest first.</summary>
/// <param name="Next">Address of the next page; absent on the last one.</param>
internal sealed record RecordPageResponse(IReadOnlyList<RecordResponse> Items, string? Next)
{
    internal static RecordPageResponse Of(IReadOnlyList<UploadRecord> records, int limit) => new(
        [.. records.Select(RecordResponse.Of)],
        records.Count == limit ? $"/api/records?limit={limit}&before={records[^1].Id}" : null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordResponse))]
[JsonSerializable(typeof(RecordPageResponse))]
internal sealed partial class RecordJson : JsonSerializerContext;
