namespace CloudApp.Tests.Lab.Failover;

/// <summary>The row of docs/failures.md that a test proves.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FailureAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
