using System.Globalization;
using System.Text.Json.Serialization;

namespace CloudApp.Operations.Status;

/// <summary>What the application says of the copies of its images (<c>GET /api/storage</c>), as far as an operator needs it.</summary>
/// <param name="MissingCopies">Records of which only one site is known to hold the image.</param>
/// <param name="WithoutObject">Records of which no site has it.</param>
public sealed record StorageView(IReadOnlyList<string> Sites, long MissingCopies, long WithoutObject, SweeperView? Sweeper)
{
    /// <summary>One or two lines for people.</summary>
    public static IReadOnlyList<string> Lines(StorageView? view, DateTimeOffset now)
    {
        if (view is null)
            return ["object copies: no application answers"];
        var pair = string.Join(" and ", view.Sites);
        var lines = new List<string>
        {
            view.MissingCopies == 0
                ? $"object copies: every image is at {pair}"
                : string.Create(CultureInfo.InvariantCulture, $"object copies: {view.MissingCopies} images are not known to be at both {pair} yet"),
        };
        if (view.WithoutObject > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {view.WithoutObject} records have no good copy of their image at any site"));
        lines.Add(view.Sweeper is { } sweeper ? sweeper.Line(now) : "  nobody has compared them yet");
        return lines;
    }
}

/// <summary>What the sweeper last found.</summary>
public sealed record SweeperView(
    string Leader, bool IsPaused, IReadOnlyList<StoreSiteView> Sites, PassView? LastPass, long Copied, long Repaired, long OrphansRemoved)
{
    internal string Line(DateTimeOffset now)
    {
        var away = Sites.Where(static site => !site.Serves).Select(static site => site.Name).ToList();
        var pause = IsPaused ? $"; paused, because the store of {string.Join(" and ", away)} does not serve" : "";
        var pass = LastPass is null
            ? "no full comparison yet"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"last full comparison {Math.Max(0, (now - LastPass.FinishedAt).TotalSeconds):0} s ago: {LastPass.Rows} records, {LastPass.Objects} objects, {LastPass.MissingCopies} copies missing{Orphans(LastPass)}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  sweeper at {Leader}: {pass}; since it leads {Copied} copied, {Repaired} repaired, {OrphansRemoved} without a record removed{pause}");
    }

    private static string Orphans(PassView pass) => pass switch
    {
        { Orphans: 0 } => "",
        { OrphansKept: true } => $", {pass.Orphans} objects without a record: too many to be believed, kept",
        _ => $", {pass.Orphans} objects without a record",
    };
}

/// <summary>One site's store, as the sweeper sees it.</summary>
public sealed record StoreSiteView(string Name, bool Serves, int MissingCopies);

/// <summary>One full comparison of records and objects.</summary>
public sealed record PassView(DateTimeOffset FinishedAt, int Rows, int Objects, int MissingCopies, int Orphans, bool OrphansKept);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(StorageView))]
internal sealed partial class StorageJson : JsonSerializerContext;
