namespace CloudApp.Api.Data;

/// <summary>Which route the next try takes.</summary>
internal static class RouteRotation
{
    /// <summary>
    /// Routes that work, in their order, then those that failed a moment ago. Try n takes the n-th, round and round.
    /// </summary>
    internal static T Pick<T>(IReadOnlyList<T> routes, Func<T, bool> isAvoided, int attempt)
    {
        T[] ordered = [.. routes.Where(r => !isAvoided(r)), .. routes.Where(isAvoided)];
        // A route that failed in this request moved to the end by itself, so the first is the right one then too;
        // only when all are avoided does the number of the try have to spread them.
        return isAvoided(ordered[0]) ? routes[attempt % routes.Count] : ordered[0];
    }
}
