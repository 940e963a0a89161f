using CloudApp.Tests.Lab;
using CloudApp.Tests.Lab.Failover;
using CloudApp.Tests.Lab.Restore;
using CloudApp.Tests.Topology;

namespace CloudApp.Tests.Documents;

/// <summary>What proves a command that a document shows.</summary>
/// <param name="Words">How it begins; of several the longest counts.</param>
internal sealed record CommandProof(string Words)
{
    /// <summary>What it says here, where no machine of its plan answers; null where running it would need a machine, or would start one.</summary>
    public string? Says { get; init; }

    /// <summary>The code with which it ends here.</summary>
    public int ExitCode { get; init; }

    /// <summary>Given besides, so that it means no real machine and writes into no real folder. $PLAN, $OUT and $SECRETS are files of the test.</summary>
    public string Besides { get; init; } = "";

    /// <summary>Class and method of the test that does on real machines what the command does.</summary>
    public string? Test { get; init; }

    /// <summary>Why no test does it, where none does.</summary>
    public string? Untested { get; init; }
}

/// <summary>One row for every kind of command that the documents show: it is run, or a test of the lab stands for it.</summary>
internal static class CommandProofs
{
    private const string Silent = "--topology $PLAN";
    private const string SilentWithToken = $"{Silent} --env $SECRETS";
    private const string NoAgent = "No database agent of the plan";
    private const string NoBackupService = "The backup service of host1";

    public static IReadOnlyList<CommandProof> All { get; } =
    [
        new("publish") { Says = "host1: ", Besides = "-o $OUT" },
        new("publish --with-images") { Test = $"{nameof(ImageTarTests)}.{nameof(ImageTarTests.Each_bundle_carries_the_images_that_it_uses_and_no_other)}" },
        new("status") { Says = "No machine of the plan", ExitCode = 3, Besides = Silent, Test = UploadThroughTheVip },
        new("status --lab") { Test = UploadThroughTheVip },
        new("switchover")
        {
            Says = NoAgent, ExitCode = 1, Besides = SilentWithToken, Test = $"{nameof(SwitchoverTests)}.{nameof(SwitchoverTests.A_switchover_fails_no_request)}",
        },
        new("failover --force")
        {
            Says = NoAgent, ExitCode = 1, Besides = SilentWithToken, Test = $"{nameof(VoteFailureTests)}.{nameof(VoteFailureTests.The_stale_host_is_forced)}",
        },
        new("failover --new-record")
        {
            Says = NoAgent, ExitCode = 1, Besides = SilentWithToken,
            Test = $"{nameof(RecordLossTests)}.{nameof(RecordLossTests.The_arbiter_is_wiped)}",
        },
        new("backup list") { Says = NoBackupService, ExitCode = 1, Besides = SilentWithToken, Test = Backups },
        new("backup now") { Says = NoBackupService, ExitCode = 1, Besides = SilentWithToken, Test = Backups },
        new("backup verify") { Says = NoBackupService, ExitCode = 1, Besides = SilentWithToken, Test = Backups },
        new("backup restore")
        {
            Says = NoAgent, ExitCode = 1, Besides = SilentWithToken,
            Test = $"{nameof(PointInTimeTests)}.{nameof(PointInTimeTests.A_dropped_table_comes_back_as_it_was_the_second_before_and_what_followed_is_listed)}",
        },
        new("up") { Test = UploadThroughTheVip },
        new("up --aspire") { Test = "RunTests.Uploads_go_on_when_a_site_loses_power_and_nothing_stays_behind" },
        new("down") { Test = PowerOff },
        new("lab power-off") { Test = PowerOff },
        new("lab power-on") { Test = PowerOff },
        new("lab list") { Test = $"{nameof(HostFreezeTests)}.{nameof(HostFreezeTests.A_frozen_host_does_nothing_until_it_is_woken)}" },
        new("lab freeze") { Test = $"{nameof(HostFreezeTests)}.{nameof(HostFreezeTests.A_frozen_host_does_nothing_until_it_is_woken)}" },
        new("lab wake") { Test = $"{nameof(HostFreezeTests)}.{nameof(HostFreezeTests.A_frozen_host_does_nothing_until_it_is_woken)}" },
        new("lab cut") { Test = $"{nameof(LabMachineryTests)}.{nameof(LabMachineryTests.A_cut_cable_carries_nothing_until_it_is_mended)}" },
        new("lab cut host1 --direction") { Test = $"{nameof(CableFaultTests)}.{nameof(CableFaultTests.A_machine_that_hears_nothing_still_speaks)}" },
        new("lab mend") { Test = $"{nameof(CableFaultTests)}.{nameof(CableFaultTests.A_machine_that_hears_nothing_still_speaks)}" },
        new("lab loss") { Test = $"{nameof(CableFaultTests)}.{nameof(CableFaultTests.A_share_of_what_a_machine_sends_is_lost_until_it_is_zero)}" },
        new("lab wipe") { Test = $"{nameof(ServiceDiskTests)}.{nameof(ServiceDiskTests.A_wiped_disk_is_empty_and_the_service_runs_again)}" },
        new("lab save") { Test = $"{nameof(ServiceDiskTests)}.{nameof(ServiceDiskTests.A_saved_copy_comes_back_on_all_hosts_and_an_unknown_one_stops_nothing)}" },
        new("lab put-back") { Test = $"{nameof(ServiceDiskTests)}.{nameof(ServiceDiskTests.A_saved_copy_comes_back_on_all_hosts_and_an_unknown_one_stops_nothing)}" },
        new("lab fill") { Test = $"{nameof(ServiceDiskTests)}.{nameof(ServiceDiskTests.A_small_disk_can_be_full_without_filling_this_machines_and_outlives_a_power_off)}" },
        new("lab free") { Test = $"{nameof(ServiceDiskTests)}.{nameof(ServiceDiskTests.A_small_disk_can_be_full_without_filling_this_machines_and_outlives_a_power_off)}" },
        new("lab exec") { Test = $"{nameof(LabMachineryTests)}.{nameof(LabMachineryTests.A_host_has_its_own_engine_name_and_processes_and_passes_exit_codes_on)}" },
        new("bench") { Untested = "It measures, for minutes, beside a program that needs npm; the README has what it said." },
        new("bench failover") { Test = $"{nameof(HostFailureTests)}.{nameof(HostFailureTests.The_primarys_host_loses_power)}" },
        new("test") { Untested = "It is what runs this test. A name that it is given must be a test's: see below." },
    ];

    // The lab of the tests is started, and waited for, by what up does.
    private static string UploadThroughTheVip => $"{nameof(UploadTests)}.{nameof(UploadTests.An_upload_through_the_vip_comes_back_byte_for_byte_from_the_vip_and_from_both_sites)}";

    private static string PowerOff => $"{nameof(LabMachineryTests)}.{nameof(LabMachineryTests.A_power_off_leaves_no_process_no_mount_and_no_answer_and_power_on_boots_again)}";

    private static string Backups => $"{nameof(BackupTests)}.{nameof(BackupTests.Backups_of_primary_and_replica_under_write_load_fail_no_write_and_equal_their_snapshots)}";

    /// <summary>The row of a command; null where there is none.</summary>
    public static CommandProof? Of(string command) => All
        .Where(proof => $"{command} ".StartsWith($"{proof.Words} ", StringComparison.Ordinal))
        .MaxBy(static proof => proof.Words.Length);
}
