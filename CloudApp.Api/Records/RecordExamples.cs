namespace CloudApp.Api.Records;

/// <summary>Examples of the answers with records, for the OpenAPI document.</summary>
internal static class RecordExamples
{
    internal static readonly RecordResponse Record = RecordResponse.Of(new UploadRecord(
        42, "Sunset", "images/2026/11/0", "image/jpeg", 20_480, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "host1", "app1",
        new DateTimeOffset(2026, 11, 22, 23, 4, 12, TimeSpan.Zero)));

    internal static readonly RecordPageResponse Page = new([Record], "/api/records?limit=1&before=42");
}
