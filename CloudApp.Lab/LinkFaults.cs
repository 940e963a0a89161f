using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudApp.Lab;

/// <summary>A direction, as the machine at the end of the cable sees it.</summary>
public enum LinkDirection
{
    /// <summary>What it hears.</summary>
    In,

    /// <summary>What it sends.</summary>
    Out,
}

/// <summary>What is wrong with a cable whose carrier stays, as rules of nftables at the machine's port of the switch. Pure.</summary>
/// <param name="LossPercent">Share of what the machine sends that is lost, 0 to 100.</param>
internal sealed partial record LinkFaults(bool HearsNothing, bool SendsNothing, int LossPercent)
{
    public const int PercentMax = 100;

    public static readonly LinkFaults None = new(HearsNothing: false, SendsNothing: false, LossPercent: 0);

    private const string HearsNothingChain = "hears_nothing";
    private const string SendsNothingChain = "sends_nothing";
    private const string LossChain = "loss_";

    /// <summary>The table of a port; each port has its own.</summary>
    public static string TableOf(string port) => $"cloudapp-{port}";

    /// <summary>What <c>nft -f</c> makes in one step of whatever the port had before. The names of the chains say what they do, so that it can be read back.</summary>
    public string Render(string port)
    {
        var table = TableOf(port);
        // Adding it first makes the deletion succeed where there is none.
        var text = $"add table netdev {table}\ndelete table netdev {table}\n";
        if (this == None)
            return text;
        text += $"table netdev {table} {{\n";
        // The switch sends what the machine hears.
        if (HearsNothing)
            text += Chain(HearsNothingChain, "egress", port, "drop");
        if (SendsNothing)
            text += Chain(SendsNothingChain, "ingress", port, "drop");
        if (LossPercent > 0)
            text += Chain(string.Create(CultureInfo.InvariantCulture, $"{LossChain}{LossPercent}"), "ingress", port, LossRule());
        return $"{text}}}\n";
    }

    /// <summary>From what <c>nft list table</c> prints.</summary>
    public static LinkFaults Read(string listed)
    {
        var chains = ChainName().Matches(listed).Select(static match => match.Groups["name"].Value).ToList();
        var loss = chains.Find(static name => name.StartsWith(LossChain, StringComparison.Ordinal));
        return new LinkFaults(
            chains.Contains(HearsNothingChain), chains.Contains(SendsNothingChain),
            loss is null ? 0 : int.Parse(loss.AsSpan(LossChain.Length), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>For the list of machines.</summary>
    public override string ToString() => string.Join(", ", Words());

    private IEnumerable<string> Words()
    {
        if (HearsNothing)
            yield return "hears nothing";
        if (SendsNothing)
            yield return "sends nothing";
        if (LossPercent > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"loses {LossPercent} % of what it sends");
    }

    // nft refuses to compare with a number that never comes.
    private string LossRule() =>
        LossPercent == PercentMax ? "drop" : string.Create(CultureInfo.InvariantCulture, $"numgen random mod {PercentMax} < {LossPercent} drop");

    private static string Chain(string name, string hook, string port, string rule) =>
        $"chain {name} {{\ntype filter hook {hook} device \"{port}\" priority 0; policy accept;\n{rule}\n}}\n";

    [GeneratedRegex(@"chain (?<name>\w+) \{", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ChainName();
}
