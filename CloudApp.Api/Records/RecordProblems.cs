using CloudApp.Api.Problems;

namespace CloudApp.Api.Records;

internal static class RecordProblems
{
    internal static readonly ApiProblem LimitInvalid = new(400, "limit-invalid", "The limit is not a whole number from 1 to 100.");
    internal static readonly ApiProblem BeforeInvalid = new(400, "before-invalid", "'before' is not the id of a record.");
    internal static readonly ApiProblem NoRecords = new(404, "no-records", "Nothing has been uploaded yet.");
    internal static readonly ApiProblem RecordNotFound = new(404, "record-not-found", "There is no record with this id.");

    internal static IReadOnlyList<ApiProblem> All { get; } = [LimitInvalid, BeforeInvalid, NoRecords, RecordNotFound];
}
