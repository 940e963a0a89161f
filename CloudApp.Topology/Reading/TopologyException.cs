namespace CloudApp.Topology.Reading;

/// <summary>The file is not a valid plan. Carries every mistake, not only the first.</summary>
public sealed class TopologyException : Exception
{
    public TopologyException() { }

    public TopologyException(string message) : base(message) { }

    public TopologyException(string message, Exception innerException) : base(message, innerException) { }

    public TopologyException(IReadOnlyList<Mistake> mistakes) : base(string.Join('\n', mistakes)) => Mistakes = mistakes;

    public IReadOnlyList<Mistake> Mistakes { get; } = [];
}
