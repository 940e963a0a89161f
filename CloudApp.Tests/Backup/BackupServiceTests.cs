using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Tools;
using CloudApp.Contracts.Backups;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>
/// The backup service beside a real server, and everything that can happen to a backup: each fault is noticed, said in
/// a sentence, and costs no good backup.
/// </summary>
[Trait("Layer", "component")]
public sealed partial class BackupServiceTests(BackupSite site, ITestOutputHelper output) : IClassFixture<BackupSite>
{
    private const int Rows = 20_000;

    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fault_of_a_backup_is_noticed_and_costs_no_good_one()
    {
        await A_stream_that_died_without_a_word_is_begun_again();
        await FillAsync();
        var good = await A_missed_run_is_made_up_for();
        await The_files_are_what_they_say(good);
        await Only_who_knows_the_token_may_ask();
        await A_cut_file_and_a_flipped_bit(good);
        await A_dump_that_ended_early_or_lost_a_row(good);
        await A_dump_that_is_killed();
        await A_dump_whose_session_the_server_ends();
        await A_disk_that_becomes_full_and_one_that_is_nearly_full();
        await An_old_good_one_goes_only_when_enough_new_ones_are_good(good);
        await One_made_while_the_clock_was_ahead_costs_no_good_one();
    }

    /// <summary>As after a connection whose other end is gone: mysqlbinlog lives, and waits for ever.</summary>
    private async Task A_stream_that_died_without_a_word_is_begun_again()
    {
        await site.StartServiceAsync(firstSeen: TimeProvider.System.GetUtcNow());
        await using var agent = await site.StartAgentAsync();
        await site.WaitAsync(static s => s.BinaryLogs is { BytesBehind: 0, SecondsBehind: >= 0 and < 5 });
        (await site.ShellAsync("""for p in /proc/[0-9]*; do if [ "$(cat $p/comm 2>/dev/null)" = mysqlbinlog ]; then kill -STOP "${p#/proc/}"; echo stopped; fi; done""")).ShouldContain("stopped");
        var began = TimeProvider.System.GetTimestamp();
        await site.ExecuteAsync("CREATE TABLE stalled (id INT PRIMARY KEY); DROP TABLE stalled");
        await site.WaitAsync(static s => s.BinaryLogs.Problem.Contains("nothing arrived for", StringComparison.Ordinal), seconds: 60);
        var status = await site.WaitAsync(static s => s.BinaryLogs is { BytesBehind: 0, Problem: "" }, seconds: 60);
        status.BinaryLogs.SecondsBehind.ShouldBeLessThan(10);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A stream that died without a word: complete again after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s"));
        // The same client as a restore and its verification use: what a dump says arrives byte by byte.
        (await site.ShellAsync($"""printf "SELECT HEX('a\r\nb');\n" | mysql --defaults-file=/run/cloudapp/mysql.cnf -N {string.Join(' ', SqlClient.Options)}""")).Trim().ShouldBe("610D0A62");
        // What follows is large, and its logs would take the room of the backups.
        await site.StopServiceAsync();
    }

    /// <summary>The host was off at its hour: the service makes the backup by itself as soon as it is back.</summary>
    private async Task<BackupName> A_missed_run_is_made_up_for()
    {
        await site.StartServiceAsync(firstSeen: LongAgo);
        var status = await site.WaitAsync(static s => s.Run is { EndedAt: not null });
        status.Run!.Problem.ShouldBe("");
        status.Problems.ShouldBeEmpty();
        var entry = (await site.ListAsync()).ShouldHaveSingleItem();
        entry.Result.ShouldBe(VerificationResult.Good);
        entry.Rows.ShouldBe(Rows + 3);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Off at its hour, made up for: {entry.Rows} rows, {entry.Bytes} bytes, dumped in {entry.DumpSeconds:0.0} s (writes waited {entry.LockMs:0.0} ms), restored and equal in {entry.VerifySeconds:0.0} s"));
        entry.LockMs.ShouldBeLessThan(2_000);
        return BackupName.Parse(status.NewestGood)!;
    }

    private async Task The_files_are_what_they_say(BackupName name)
    {
        await BackupSite.RunToolAsync("sh", "-c", $"cd {site.Directory} && sha256sum --check --strict {name.ChecksumFile} && gzip --test {name.DumpFile}");
        var manifest = site.ManifestOf(name);
        manifest.Contents.Tables.Select(static table => $"{table.Name} {table.Rows}").ShouldBe(["cloud_app.bare 0", "cloud_app.kinds 3", "cloud_app.rows_of_noise 20000"]);
        manifest.Contents.Objects.ShouldBe(["event cloud_app.nightly", "procedure cloud_app.nothing", "trigger cloud_app.kinds_before", "view cloud_app.kinds_view"]);
        var dump = await UnpackAsync(name);
        dump.ShouldContain(manifest.Contents.GtidSet);
        dump.ShouldEndWith("\n");
        Directory.EnumerateFiles(site.Directory, BackupName.UnfinishedPrefix + "*").ShouldBeEmpty();
        var metrics = await site.MetricsAsync();
        foreach (var metric in RuleMetrics().Matches(await File.ReadAllTextAsync(Path.Combine(Infra.Builder.Root, "infra/prometheus/rules/backup.yml"), Cancellation)).Select(static match => match.Value).Distinct(StringComparer.Ordinal))
            metrics.ShouldContain($"\n{metric}{{", customMessage: "a rule asks for it");
    }

    private async Task Only_who_knows_the_token_may_ask()
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/backups"), (HttpMethod.Post, "/backups"), (HttpMethod.Post, "/backups/x/verify") })
        {
            using var answer = await site.SendAsync(method, path, "wrong");
            ((int)answer.StatusCode).ShouldBe(401, path);
        }
    }

    private async Task A_cut_file_and_a_flipped_bit(BackupName good)
    {
        var cut = await site.CopyOfAsync(good, 1);
        await using (var file = File.OpenWrite(site.PathOf(cut.DumpFile)))
            file.SetLength(file.Length / 2);
        var flipped = await site.CopyOfAsync(good, 2);
        await using (var file = File.Open(site.PathOf(flipped.DumpFile), FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 0x10));
        }
        (await ProblemOfAsync(cut)).ShouldContain("The file was changed: it has");
        (await ProblemOfAsync(flipped)).ShouldContain("The file was changed: its SHA-256");
        await StillGoodAsync(good);
        site.Delete(cut);
        site.Delete(flipped);
    }

    /// <summary>Both files are whole, with checksums that fit: only the restore can see it.</summary>
    private async Task A_dump_that_ended_early_or_lost_a_row(BackupName good)
    {
        var text = await UnpackAsync(good);
        var early = await site.CopyOfAsync(good, 1);
        await site.ReplaceAsync(early, text[..text.LastIndexOf("-- Dump completed", StringComparison.Ordinal)]);
        var poorer = await site.CopyOfAsync(good, 2);
        await site.ReplaceAsync(poorer, text.Replace(",(3,'third'", ",(4,'third'", StringComparison.Ordinal));
        (await ProblemOfAsync(early)).ShouldContain("The dump ended early");
        (await ProblemOfAsync(poorer)).ShouldContain("cloud_app.kinds has its 3 rows, but not their content");
        await StillGoodAsync(good);
        site.Delete(early);
        site.Delete(poorer);
    }

    private async Task A_dump_that_is_killed()
    {
        var before = (await site.ListAsync()).Count;
        var killing = await site.WatchDumpAsync(
            """for p in /proc/[0-9]*; do if [ "$(cat $p/comm 2>/dev/null)" = mysqldump ]; then kill -9 "${p#/proc/}"; echo killed; fi; done""");
        var run = await site.RunAsync("/backups");
        (await killing).ShouldContain("killed");
        output.WriteLine($"mysqldump killed: {run.Problem}");
        run.Problem.ShouldContain("mysqldump failed after");
        (await site.ListAsync()).Count.ShouldBe(before);
        Directory.EnumerateFiles(site.Directory, BackupName.UnfinishedPrefix + "*").ShouldBeEmpty();
    }

    /// <summary>As a server does that changes its role: the backup begins again and is good.</summary>
    private async Task A_dump_whose_session_the_server_ends()
    {
        var before = (await site.ListAsync()).Count;
        var written = await site.WatchDumpAsync("echo written");
        var running = site.RunAsync("/backups");
        await written;
        (await site.EndSessionsAsync()).ShouldBeGreaterThan(0);
        var run = await running;
        run.Problem.ShouldBe("");
        var list = await site.ListAsync();
        list.Count.ShouldBe(before + 1);
        list.ShouldAllBe(static entry => entry.Result == VerificationResult.Good);
        site.Delete(BackupName.Parse(run.Name)!);
    }

    private async Task A_disk_that_becomes_full_and_one_that_is_nearly_full()
    {
        var list = await site.ListAsync();
        // The service expects half as much again as the last one took; one that grows beyond that fills the disk.
        await site.LeaveFreeAsync(Math.Max(17L << 20, (list[^1].Bytes * 3 / 2) + (1 << 20)));
        await site.ExecuteAsync("INSERT INTO rows_of_noise (noise) SELECT RANDOM_BYTES(700) FROM rows_of_noise");
        var full = await site.RunAsync("/backups");
        output.WriteLine($"Full disk: {full.Problem}");
        full.Problem.ShouldContain("became full while the dump was written");
        (await site.ListAsync()).Select(static entry => entry.Name).ShouldBe(list.Select(static entry => entry.Name));

        await site.LeaveFreeAsync((5 << 20) + (64 << 10));
        var low = await site.RunAsync("/backups");
        output.WriteLine($"Nearly full disk: {low.Problem}");
        low.Problem.ShouldContain("No backup was begun: The disk of /var/backups/mysql on host1 has 5 MiB free");
        var status = await site.WaitAsync(static s => s.IsFailing);
        status.Problems.ShouldContain(problem => problem.Contains("make room there", StringComparison.Ordinal));
        status.NewestGood.ShouldBe(list[^1].Name);
        await site.LeaveFreeAsync(null);
        await site.ExecuteAsync($"DELETE FROM rows_of_noise WHERE id > {Rows}");
    }

    private async Task An_old_good_one_goes_only_when_enough_new_ones_are_good(BackupName good)
    {
        var newer = new List<BackupName>();
        foreach (var days in Enumerable.Range(1, Retention.MinGood(7) - 1))
            newer.Add(await site.CopyOfAsync(good, days, linked: true));
        var old = await site.RenameAsync(good, daysEarlier: 30);
        await StillGoodAsync(old);
        var run = await site.RunAsync("/backups");
        run.Problem.ShouldBe("");
        var entries = await site.ListAsync();
        entries.Select(static entry => entry.Name).ShouldBe([.. newer.Select(static name => name.Text).Reverse(), run.Name]);
        entries[^1].Result.ShouldBe(VerificationResult.Good);
        (await site.WaitAsync(static s => !s.IsFailing)).Problems.ShouldBeEmpty();
    }

    private async Task One_made_while_the_clock_was_ahead_costs_no_good_one()
    {
        // All but the newest are links to it, so that there is room for another one.
        var names = (await site.ListAsync()).Select(static entry => BackupName.Parse(entry.Name)!).ToList();
        var newest = names[^1];
        names.SkipLast(1).ToList().ForEach(site.Delete);
        foreach (var days in Enumerable.Range(1, Retention.MinGood(7) - 1))
            await site.CopyOfAsync(newest, days, linked: true);
        var before = (await site.ListAsync()).Select(static entry => entry.Name).ToList();
        var ahead = await site.CopyOfAsync(newest, daysEarlier: -4000, linked: true);
        var run = await site.RunAsync("/backups");
        run.Problem.ShouldBe("");
        (await site.ListAsync()).Select(static entry => entry.Name).ShouldBe([.. before, ahead.Text, run.Name]);
        var status = await site.WaitAsync(static s => s.Problems.Count > 0);
        output.WriteLine($"A clock that was ahead: {string.Join(' ', status.Problems)}");
        status.Problems.ShouldHaveSingleItem().ShouldContain("a clock is or was wrong");
        status.NewestGood.ShouldBe(run.Name);
    }

    private async Task<string> ProblemOfAsync(BackupName name)
    {
        var run = await site.RunAsync($"/backups/{name.Text}/verify");
        output.WriteLine($"{name.Text}: {run.Problem}");
        run.Problem.ShouldStartWith(name.Text);
        var entry = (await site.ListAsync()).Single(entry => string.Equals(entry.Name, name.Text, StringComparison.Ordinal));
        entry.Result.ShouldBe(VerificationResult.Bad);
        return run.Problem;
    }

    private async Task StillGoodAsync(BackupName name) =>
        (await site.ListAsync()).Single(entry => string.Equals(entry.Name, name.Text, StringComparison.Ordinal)).Result.ShouldBe(VerificationResult.Good);

    private async Task<string> UnpackAsync(BackupName name)
    {
        await using var file = File.OpenRead(site.PathOf(name.DumpFile));
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private async Task FillAsync()
    {
        await FillTablesAsync();
        // One command each: the server would keep the semicolon of a longer one inside the trigger, and mysqldump's
        // text of it could not be restored.
        await site.ExecuteAsync("CREATE TRIGGER kinds_before BEFORE INSERT ON kinds FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '')");
        await site.ExecuteAsync("CREATE PROCEDURE nothing() SELECT 1");
        await site.ExecuteAsync("CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM bare");
    }

    private Task FillTablesAsync() => site.ExecuteAsync($"""
        CREATE TABLE bare (id INT PRIMARY KEY);
        CREATE TABLE kinds (id INT, name VARCHAR(100), data JSON, amount DECIMAL(20, 5), ratio DOUBLE, small FLOAT, made TIMESTAMP(6) NULL, flags BIT(3), place POINT, raw_bytes BLOB, doubled INT AS (id * 2));
        INSERT INTO kinds (id, name, data, amount, ratio, small, made, flags, place, raw_bytes) VALUES
            (1, 'Zoë ''quoted'' \\ 😀', '{"{"}"a": [1, null]{"}"}', 12345678901.12345, PI(), 0.1, NOW(6), b'101', POINT(1, 2), UNHEX('00FF27')),
            (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (3, 'third', '1', 0, 1e-300, 1e30, '2026-03-29 01:30:00', b'0', POINT(0, 0), '');
        CREATE TABLE rows_of_noise (id INT AUTO_INCREMENT PRIMARY KEY, noise VARBINARY(1000));
        SET SESSION cte_max_recursion_depth = {Rows};
        INSERT INTO rows_of_noise (noise) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows}) SELECT RANDOM_BYTES(700) FROM n;
        CREATE VIEW kinds_view AS SELECT id, name FROM kinds;
        """);

    [GeneratedRegex(@"cloudapp_backup_[a-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex RuleMetrics();
}
