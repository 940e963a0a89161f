using CloudApp.Backup.Planning;
using CloudApp.Contracts.Backups;
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

    /// <summary>One backup a day by sequence; its name's time is what the clock said.</summary>
    private static KeptBackup Made(long sequence, double clockDay, VerificationResult result = VerificationResult.Good) => Of(clockDay, result) with { Sequence = sequence };

    [Fact]
    public void One_made_while_the_clock_was_ahead_costs_no_good_one()
    {
        KeptBackup[] good = [.. Enumerable.Range(1, 6).Select(day => Made(day, day))];
        var ahead = Made(7, 4000);

        Retention.ToDelete([.. good, ahead], 7).ShouldBeEmpty("right after it");
        Retention.ToDelete([.. good, ahead, Made(8, 8)], 7).ShouldBeEmpty("after the next one, with the right time again");
        Retention.NewestGood([.. good, ahead, Made(8, 8)])!.At.ShouldBe(Start.AddDays(8));
        Retention.ToDelete([ahead, .. Enumerable.Range(8, 8).Select(day => Made(day, day))], 7).ShouldBe([ahead.Name], "its age is not known: it goes when as many newer ones are good as there are days");
    }

    [Fact]
    public void One_made_while_the_clock_was_ahead_makes_no_full_week_old()
    {
        KeptBackup[] week = [.. Enumerable.Range(1, 7).Select(day => Made(day, day))];

        Retention.ToDelete([.. week, Made(8, 4000)], 7).ShouldBeEmpty("right after it");
        Retention.ToDelete([.. week, Made(8, 4000), Made(9, 4001)], 7).Count.ShouldBe(2, "twice the same: it is believed, and seven stay");
    }

    [Fact]
    public void A_clock_that_fell_behind_costs_no_good_one() =>
        Retention.ToDelete([.. Enumerable.Range(1, 6).Select(day => Made(day, day)), Made(7, -3000)], 7).ShouldBeEmpty();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 7)]
    public void So_many_good_ones_stay_however_old_they_are(int days, int kept) =>
        Retention.ToDelete([.. Enumerable.Range(1, 10).Select(index => Made(index, index * 100))], days).Count.ShouldBe(10 - kept);

    [Fact]
    public void Backups_of_before_the_sequence_are_ordered_by_their_transactions() => Retention.NewestGood(
        [Of(4000, VerificationResult.Good) with { Transactions = 100 }, Of(2, VerificationResult.Good) with { Transactions = 200 }])!.At.ShouldBe(Start.AddDays(2));

    [Fact]
    public void Whatever_the_clock_said_the_newest_good_ones_and_the_one_just_made_stay() => Gen.Select(
            Gen.Double[-4000, 4000], Gen.OneOf(VerificationResult.Open, VerificationResult.Good, VerificationResult.Bad)).Array[1, 30]
        .Sample(some =>
        {
            KeptBackup[] backups = [.. some.Select((one, index) => Made(index + 1, Math.Floor(one.Item1 * 86_400) / 86_400, one.Item2)).DistinctBy(backup => backup.Name)];
            var deleted = Retention.ToDelete(backups, 7);
            deleted.ShouldNotContain(backups[^1].Name);
            backups.Where(backup => backup.Result == VerificationResult.Good).TakeLast(7).Select(backup => backup.Name).Intersect(deleted).ShouldBeEmpty();
        });

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
            var enough = good.OrderByDescending(name => name.At).Skip(6).FirstOrDefault()?.At ?? DateTimeOffset.MinValue;
            backups.Where(backup => backup.Name.At < newest.AddDays(-7) && backup.Name.At < enough).Select(backup => backup.Name).Except(deleted).ShouldBeEmpty();
        });
}
