using System.Globalization;
using Shouldly;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Transactions that only the old primary had.</summary>
internal static class SavedCopies
{
    /// <summary>The old primary names a saved copy, a person can find the text in it, and no server has the row any more.</summary>
    public static async Task HoldAsync(Scene scene, string text)
    {
        var view = (await scene.Pair.Of(scene.Primary).TryStatusAsync(scene.Cancellation)).ShouldNotBeNull();
        view.SavedTransactions.ShouldNotBeEmpty($"directories that {scene.Primary} names");
        var newest = view.SavedTransactions.Max(StringComparer.Ordinal)!;
        var found = await scene.PrimaryDatabase.ExecAsync(["sh", "-c", "grep -c -- \"$2\" \"$1/transactions.sql\" || true", "sh", newest, text], scene.Cancellation);
        int.Parse(found, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0, $"'{text}' in {newest}/transactions.sql on {scene.Primary}");
        scene.Say($"saved on {scene.Primary}: {newest}");
    }
}
