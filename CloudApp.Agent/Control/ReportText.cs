using System.Text.Json.Serialization;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>A report as it travels between agents.</summary>
internal sealed record ReportText(
    string Site, long Run, long Sequence, AgentState State, long Epoch, string? Incarnation, bool Attached, bool Settled, bool Closed,
    string? Executed, string? Received, string Verdict, long History = 0)
{
    public static ReportText From(AgentReport report)
    {
        return new(
            report.Site, report.Run, report.Sequence, report.State, report.Epoch, report.Incarnation, report.Attached, report.Settled, report.Closed,
            Write(report.Executed), Write(report.Received), report.Verdict, report.History);
    }

    /// <exception cref="FormatException">A position is no GTID set.</exception>
    public AgentReport ToReport() => new(
        Site, Run, Sequence, State, Epoch, Incarnation, Attached, Settled, Closed,
        Parse(Executed), Parse(Received), Verdict, History);

    private static string? Write(IGtidPosition? position) => (position as GtidPosition)?.Set.ToString();

    private static GtidPosition? Parse(string? text) => text is null ? null : new GtidPosition(GtidSet.Parse(text));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReportText))]
internal sealed partial class ReportJson : JsonSerializerContext;
