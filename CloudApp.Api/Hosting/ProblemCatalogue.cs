using CloudApp.Api.Data;
using CloudApp.Api.Images;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Hosting;

/// <summary>Every problem that this service can answer with. docs/api.md lists the same codes; a test compares them.</summary>
internal static class ProblemCatalogue
{
    internal static IReadOnlyList<ApiProblem> All { get; } =
        [.. GeneralProblems.All, .. UploadProblems.All, .. RecordProblems.All, .. ImageProblems.All, .. StoreProblems.All, .. DataProblems.All];
}
