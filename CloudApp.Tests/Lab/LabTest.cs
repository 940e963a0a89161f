using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>A test on the shared lab. When it fails, the hosts' logs are in its output; whatever it broke is
/// mended before the next one.</summary>
[Collection(SharedLab.Name)]
[Trait("Layer", "lab")]
public abstract class LabTest(LabFixture lab, ITestOutputHelper output) : IAsyncLifetime
{
    private const int LogLinesPerService = 25;

    protected LabFixture Fixture => lab;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A figure for the reader of the test's report.</summary>
    protected void Say(string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }

    public virtual async ValueTask InitializeAsync() => await lab.RestoreAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            output.WriteLine(await lab.LogsAsync(LogLinesPerService));
    }
}
