namespace CloudApp.Failover.Core;

/// <summary>
/// Whether commits wait for the partner, as the record promises. One look that shows otherwise counts until semi-sync is
/// switched anew: what was acknowledged meanwhile is here alone, however well the settings look afterwards.
/// </summary>
internal sealed class CommitPromise
{
    private bool _isGiven;
    private long? _offCount;

    public PromiseState State { get; private set; }

    /// <summary>No promise is given: semi-sync is off, or about to be switched.</summary>
    public void Begin() => (_isGiven, _offCount, State) = (false, null, PromiseState.Unknown);

    /// <summary>Semi-sync has been switched on: from now on every look must show it.</summary>
    public void Give() => _isGiven = true;

    /// <param name="facts">Sampled after the last command had ended.</param>
    public void Take(DatabaseFacts facts)
    {
        // Whatever was seen of it before: nothing says whether something waited when it ended.
        if (facts.EndedByItself)
            State = PromiseState.Broken;
        if (!_isGiven || facts.Server != ServerCondition.Up || State == PromiseState.Broken)
            return;
        var held = facts.SemiSync.CommitsWait && (_offCount ?? facts.SemiSync.OffCount) == facts.SemiSync.OffCount;
        _offCount = facts.SemiSync.OffCount;
        State = held ? PromiseState.Holds : PromiseState.Broken;
    }
}
