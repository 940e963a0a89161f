namespace CloudApp.Api.Settings;

/// <summary>What an operator may change about the reconciler; in the settings, and to operators, it is the sweeper.</summary>
/// <param name="OrphanGrace">Age from which an object without a row may be removed.</param>
/// <param name="PassInterval">From the end of one full comparison of names and sizes to the start of the next.</param>
/// <param name="VerifyBytesPerSecond">Rate at which the contents of all objects are compared; 0: never.</param>
internal sealed record ReconcilerSettings(TimeSpan OrphanGrace, TimeSpan PassInterval, long VerifyBytesPerSecond)
{
    internal static readonly ReconcilerSettings Default = new(
        TimeSpan.FromMinutes(ApplicationSettingKeys.OrphanGraceMinutes.Default!.Value),
        TimeSpan.FromSeconds(ApplicationSettingKeys.PassIntervalSeconds.Default!.Value),
        ApplicationSettingKeys.VerifyBytesPerSecond.Default!.Value);
}
