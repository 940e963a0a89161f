namespace CloudApp.Api.Data;

/// <summary>Which route the next try takes.</summary>
internal static class RouteRotation
{
    /// <summary>
    /// Routes that work, in their order, then those that failed a moment ago. Try n takes the n-th, round and round.
    /// </summary>
    internal static T Pick<T>(IReadOnlyList<T> routes, Func<T, bool> isAvoided, int attempt)
    {
        var ordered = Order(routes, isAvoided);
        // A route that failed in this request moved to the end by itself, so the first is the right one then too;
        // only when all are avoided does the number of the try have to spread them.
        return isAvoided(ordered[0]) ? routes[attempt % routes.Count] : ordered[0];
    }

    /// <summary>Routes that work, in their order, then those that failed a moment ago.</summary>
    internal static IReadOnlyList<T> Order<T>(IReadOnlyList<T> routes, Func<T, bool> isAvoided)
    {
        // Asked once each: the answer may change in between, and every route must come exactly once.
        var asked = routes.Select(r => (Route: r, IsAvoided: isAvoided(r))).ToList();
        return [.. asked.Where(r => !r.IsAvoided).Select(r => r.Route), .. asked.Where(r => r.IsAvoided).Select(r => r.Route)];
    }
}
