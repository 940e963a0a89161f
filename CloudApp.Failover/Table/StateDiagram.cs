using System.Text;

namespace CloudApp.Failover.Table;

/// <summary>docs/failover.md, written from the table. A test proves that the file is current.</summary>
internal static class StateDiagram
{
    public static string Render(DecisionTable table)
    {
        StringBuilder text = new();
        text.Append("""
            # How the database fails over

            This file is written from the decision table (`CloudApp.Failover/Table`); after a change of the table
            run the test `The_document_is_current` with `CLOUDAPP_UPDATE_DOCS=1`.

            Every agent is in one state. Rows are tried from top to bottom; the first whose condition holds is taken.
            States cause nothing, transitions do.

            ```mermaid
            stateDiagram-v2
              [*] --> Boot

            """);
        // One arrow per pair of states: twelve arrows from every writable state would hide the rest.
        foreach (var arrow in Arrows(table))
            text.Append($"  {arrow.Key.From} --> {arrow.Key.To} : {string.Join(" / ", arrow.Distinct(StringComparer.Ordinal))}\n");
        text.Append("```\n");
        foreach (var state in Enum.GetValues<AgentState>())
            AppendState(text, table, state);
        return text.ToString();
    }

    private static IEnumerable<IGrouping<(AgentState From, AgentState To), string>> Arrows(DecisionTable table) =>
        Enum.GetValues<AgentState>()
            .SelectMany(state => table.RowsFrom(state).Where(row => row.Next is not null).Select(row => (State: state, Row: row)))
            .GroupBy(pair => (pair.State, pair.Row.Next!.Value), pair => pair.Row.When);

    private static void AppendState(StringBuilder text, DecisionTable table, AgentState state)
    {
        var writes = state.IsWritable() ? "clients may write" : state.MayBeWritable() ? "closing" : "read-only";
        text.Append($"\n## {state} ({writes})\n\n| when | then | does | because |\n|---|---|---|---|\n");
        foreach (var row in table.RowsFrom(state))
        {
            var next = row.Next is { } to ? to.ToString() : "stays";
            var actions = row.Actions.Length == 0 ? "nothing" : string.Join(", ", row.Actions);
            text.Append($"| {row.When} | {next} | {actions} | {row.Reason} |\n");
        }
    }
}
