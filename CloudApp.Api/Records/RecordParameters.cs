using CloudApp.Api.Data;
using CloudApp.Api.Documentation;

namespace CloudApp.Api.Records;

/// <summary>The parameters of all addresses that name or read records, for the OpenAPI document.</summary>
internal static class RecordParameters
{
    internal static readonly NumberParameter Id = new("id", "int64", "The id of the record.", 1, Max: null, Example: 1);

    internal static readonly NumberParameter Limit = new(
        "limit", "int32", $"Maximum number of records on the page; {PageRequest.LimitDefault} if absent.", 1, PageRequest.LimitMax, PageRequest.LimitDefault);

    internal static readonly NumberParameter Before = new("before", "int64", "Only records with a lower id than this.", 1, Max: null, Example: 42);

    internal static readonly HeaderParameter OwnWrites = new(
        ReadYourWrites.Header,
        "The value of this header in the answer to an upload or a deletion: this read is not behind that write. The cookie in the same answer does the same.",
        GtidToken.LengthMax, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-42");
}
