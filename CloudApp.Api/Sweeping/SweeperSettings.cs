namespace CloudApp.Api.Sweeping;

/// <summary>What an operator may change about the sweeper.</summary>
/// <param name="OrphanGrace">Age from which an object without a row may be removed.</param>
/// <param name="PassInterval">From the end of one full comparison of names and sizes to the start of the next.</param>
/// <param name="VerifyBytesPerSecond">Rate at which the contents of all objects are compared; 0: never.</param>
internal sealed record SweeperSettings(TimeSpan OrphanGrace, TimeSpan PassInterval, long VerifyBytesPerSecond)
{
    internal static readonly SweeperSettings Default = new(TimeSpan.FromHours(24), TimeSpan.FromSeconds(60), 1_000_000);
}
