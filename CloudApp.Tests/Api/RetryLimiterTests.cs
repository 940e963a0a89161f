using CloudApp.Api.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>Many uploads wait for a database that is away.</summary>
[Trait("Layer", "pure")]
public sealed class RetryLimiterTests
{
    private const int Requests = 60;
    private const int TotalMs = 1_500;

    [Fact]
    public async Task However_many_wait_only_a_few_ask_again_at_a_time()
    {
        // The executor logs each try that failed.
        var tries = new CountingLogger<DatabaseExecutor>();
        await using var route = DatabaseRoute.FromConnectionString(
            $"Server=127.0.0.1:{ApiProcess.FreeAddress().Port};User ID=nobody", TimeProvider.System, NullLoggerFactory.Instance).ShouldHaveSingleItem();
        var executor = new DatabaseExecutor([route], new ExecutorTimes(TotalMs, TotalMs, TotalMs), TimeProvider.System, tries);

        var waiting = Enumerable.Range(0, Requests).Select(_ => executor.RunAsync(static (_, _) => Task.FromResult(0), TestContext.Current.CancellationToken));
        foreach (var request in waiting.ToList())
            await Should.ThrowAsync<DatabaseUnavailableException>(request);

        const int repeated = DatabaseLimits.RetriesAtOnceMax * ((TotalMs / DatabaseLimits.RetryDelayMs) + 1);
        tries.Count.ShouldBeInRange(Requests, Requests + repeated);
    }
}
