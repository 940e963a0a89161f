using System.Data.Common;
using System.Globalization;

namespace CloudApp.Agent.MySql;

/// <summary>One row of SHOW PROCESSLIST (MySQL Reference Manual, "SHOW PROCESSLIST Statement").</summary>
/// <param name="Statement">Its beginning, short enough to contain no secret; empty when there is none.</param>
internal sealed record ServerSession(long Id, string User, string Command, string Seconds, string State, string Statement)
{
    private const int StatementLongest = 30;

    public bool IsApplication => string.Equals(User, AccountNames.Application, StringComparison.Ordinal);

    /// <summary>Neither idle nor the session that asks.</summary>
    public bool IsBusy => Command is not "Sleep" && !Statement.StartsWith("SHOW PROCESSLIST", StringComparison.Ordinal);

    public static ServerSession Read(DbDataReader row)
    {
        string Text(string column) => Convert.ToString(row[column], CultureInfo.InvariantCulture) ?? "";
        var statement = Text("Info");
        return new ServerSession(
            Convert.ToInt64(row["Id"], CultureInfo.InvariantCulture), Text("User"), Text("Command"), Text("Time"), Text("State"),
            statement[..Math.Min(statement.Length, StatementLongest)]);
    }

    public override string ToString() => $"{Id} {User} {Command} {Seconds} '{State}' {Statement}";
}
