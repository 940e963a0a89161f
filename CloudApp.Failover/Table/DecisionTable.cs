namespace CloudApp.Failover.Table;

/// <summary>
/// The whole failover decision: rows in order, the first whose guard holds is taken. Pure. The diagram in
/// docs/failover.md is drawn from these rows.
/// </summary>
internal sealed class DecisionTable
{
    private readonly Transition[][] _rowsByState;

    /// <summary>Another table than <see cref="Standard"/> is for tests that break a rule on purpose.</summary>
    public DecisionTable(IEnumerable<Transition> rows)
    {
        Rows = [.. rows];
        _rowsByState = [.. Enum.GetValues<AgentState>().Select(state => Rows.Where(row => row.From.Contains(state)).ToArray())];
    }

    public static DecisionTable Standard { get; } = new(
        [.. PrimaryRows.All, .. ServerRows.All, .. PromotionRows.All, .. StandbyRows.All, .. WaitingRows.All]);

    public IReadOnlyList<Transition> Rows { get; }

    public IReadOnlyList<Transition> RowsFrom(AgentState state) => _rowsByState[(int)state];

    /// <summary>The first row that applies.</summary>
    /// <exception cref="InvalidOperationException">No row answers: the table has a gap, which a test excludes.</exception>
    public Transition Decide(AgentState state, in Observation observation)
    {
        foreach (var row in _rowsByState[(int)state])
        {
            if (row.Applies(observation))
                return row;
        }

        throw new InvalidOperationException($"No row of the decision table answers {state} with {observation}.");
    }
}
