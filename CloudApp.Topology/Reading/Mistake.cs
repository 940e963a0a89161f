namespace CloudApp.Topology.Reading;

/// <summary>One thing that is wrong in topology.json.</summary>
/// <param name="Setting">The path of the setting: <c>sites.host2.lb</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record Mistake(string Setting, string Message)
{
    public override string ToString() => Setting.Length == 0 ? Message : $"{Setting}: {Message}";
}
