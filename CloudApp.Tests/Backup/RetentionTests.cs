using CloudApp.Backup.Planning;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class RetentionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);

    private static KeptBackup Of(double day, VerificationResult result) => new(new BackupName("host1", Start.AddDays(day)), result);

    private static int[] Deleted(params KeptBackup[] backups) =>
        [.. Retention.ToDelete(backups, 7).Select(name => (int)(name.At - Start).TotalDays)];

    [Fact]
    public void Seven_days_are_kept_beside_the_newest() =>
        Deleted([.. Enumerable.Range(0, 12).Select(day => Of(day, VerificationResult.Good))]).ShouldBe([0, 1, 2, 3]);

    [Fact]
    public void While_no_backup_succeeds_no_good_one_goes() =>
        Deleted([Of(0, VerificationResult.Good), Of(1, VerificationResult.Good), .. Enumerable.Range(20, 4).Select(day => Of(day, VerificationResult.Open))]).ShouldBeEmpty();

    [Fact]
    public void Of_the_bad_ones_two_stay() =>
        Deleted(Of(0, VerificationResult.Good), Of(1, VerificationResult.Bad), Of(2, VerificationResult.Bad), Of(3, VerificationResult.Bad), Of(4, VerificationResult.Bad)).ShouldBe([1, 2]);

    [Fact]
    public void Nothing_good_means_that_nothing_but_bad_ones_goes() =>
        Deleted(Of(0, VerificationResult.Open), Of(90, VerificationResult.Open), Of(91, VerificationResult.Bad)).ShouldBeEmpty();

    [Fact]
    public void Whatever_happened_the_newest_good_one_stays_and_no_good_one_of_its_last_days_goes() => Gen.Select(
            Gen.Double[0, 60], Gen.OneOf(VerificationResult.Open, VerificationResult.Good, VerificationResult.Bad)).Array[0, 30]
        .Sample(some =>
        {
            KeptBackup[] backups = [.. some.Select(one => Of(Math.Floor(one.Item1 * 86_400) / 86_400, one.Item2))];
            var deleted = Retention.ToDelete(backups, 7);
            var good = backups.Where(backup => backup.Result == VerificationResult.Good).Select(backup => backup.Name).ToList();
            if (good.Count == 0)
            {
                deleted.ShouldAllBe(name => backups.Any(backup => backup.Name == name && backup.Result == VerificationResult.Bad));
                return;
            }
            var newest = good.Max(name => name.At);
            good.Where(name => name.At >= newest.AddDays(-7)).Intersect(deleted.Where(name => !backups.Any(backup => backup.Name == name && backup.Result == VerificationResult.Bad))).ShouldBeEmpty();
            backups.Where(backup => backup.Name.At < newest.AddDays(-7)).Select(backup => backup.Name).Except(deleted).ShouldBeEmpty();
        });
}
