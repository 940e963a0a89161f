using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;
using Polly;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace CloudApp.Api.Data;

/// <summary>
/// Reads from the first route that answers: the best one is asked, and when it fails or is slow the next one as well.
/// A read changes nothing, so asking twice is harmless; and a host without power does not say that it is gone.
/// </summary>
internal sealed partial class HedgedReader
{
    // More than there are routes: while two of them hang, those that only refused a moment ago get another chance.
    private const int HedgedAttemptsMax = 10;
    private readonly ResiliencePipeline<object?> _pipeline;
    private readonly IReadOnlyList<DatabaseRoute> _routes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal HedgedReader(IReadOnlyList<DatabaseRoute> routes, TimeProvider time, ILogger logger)
    {
        (_routes, _time, _logger) = (routes, time, logger);
        _pipeline = new ResiliencePipelineBuilder<object?> { TimeProvider = time }
            .AddTimeout(TimeSpan.FromMilliseconds(DatabaseLimits.ReadTotalMs))
            .AddRetry(new RetryStrategyOptions<object?>
            {
                ShouldHandle = static args => ValueTask.FromResult(IsRetryable(args.Outcome)),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(DatabaseLimits.RetryDelayMs),
                BackoffType = DelayBackoffType.Constant,
                UseJitter = true,
                OnRetry = static _ =>
                {
                    ApiMetrics.DatabaseRetries.Add(1);
                    return default;
                },
            })
            .AddHedging(new HedgingStrategyOptions<object?>
            {
                ShouldHandle = static args => ValueTask.FromResult(IsRetryable(args.Outcome)),
                MaxHedgedAttempts = HedgedAttemptsMax,
                Delay = TimeSpan.FromMilliseconds(DatabaseLimits.HedgeDelayMs),
            })
            .Build();
    }

    /// <summary>Runs the work until one route has answered, or the time is over. It may run on several at once.</summary>
    /// <exception cref="DatabaseUnavailableException">No route answered within the total time.</exception>
    internal async Task<T> RunAsync<T>(DatabaseWork<T> work, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var run = new ReadRun(RouteRotation.Order(_routes, static r => r.Breaker.IsOpen), cancellationToken);
        try
        {
            var result = await _pipeline.ExecuteAsync(
                (ctx, state) => new ValueTask<object?>(TryAsync(state.work, state.run, ctx.CancellationToken)), context, (work, run));
            return (T)result!;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested
            && (DatabaseErrors.IsRetryable(error) || error is OperationCanceledException))
        {
            throw new DatabaseUnavailableException($"No answer within {DatabaseLimits.ReadTotalMs} ms.", run.LastError ?? error);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static bool IsRetryable(Outcome<object?> outcome) => outcome.Exception is { } error && DatabaseErrors.IsRetryable(error);

    private async Task<object?> TryAsync<T>(DatabaseWork<T> work, ReadRun run, CancellationToken cancellationToken)
    {
        var (route, isAgain) = run.NextRoute();
        // All routes were asked in this read: a router that restarts refuses at once, and needs a moment.
        if (isAgain) await Task.Delay(TimeSpan.FromMilliseconds(DatabaseLimits.RepeatDelayMs), _time, cancellationToken);
        var started = _time.GetTimestamp();
        try
        {
            using var deadline = new Deadline(TimeSpan.FromMilliseconds(DatabaseLimits.ReadAttemptMs), _time, cancellationToken);
            try
            {
                var result = await RouteWork.RunAsync(route, work, _time, deadline.Token);
                route.Breaker.Close();
                return result;
            }
            catch (OperationCanceledException error) when (deadline.IsOver)
            {
                throw new TimeoutRejectedException($"{route.Name} did not answer in time.", error);
            }
        }
        catch (OperationCanceledException) when (!run.IsCancelledByCaller)
        {
            // Another route was faster. One that had its head start and lost it is asked last for a while.
            var elapsedMs = _time.GetElapsedTime(started).TotalMilliseconds;
            if (elapsedMs >= DatabaseLimits.HedgeDelayMs) Avoid(route, "slower than another");
            throw;
        }
        catch (Exception error) when (DatabaseErrors.IsRetryable(error))
        {
            run.LastError = error;
            if (DatabaseErrors.IsRoutesFault(error)) Avoid(route, error.Message);
            throw;
        }
    }

    private void Avoid(DatabaseRoute route, string reason)
    {
        if (!route.Breaker.Trip()) return;
        LogAvoided(_logger, route.Name, reason);
        // What hangs once hangs again; new connections show whether the way is open.
        RouteWork.Observe(route.ForgetConnectionsAsync(CancellationToken.None));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reads avoid {Route} for a while: {Reason}")]
    private static partial void LogAvoided(ILogger logger, string route, string reason);

    /// <summary>One read with all its tries.</summary>
    private sealed class ReadRun(IReadOnlyList<DatabaseRoute> order, CancellationToken caller)
    {
        private int _tries = -1;

        internal Exception? LastError { get; set; }

        internal bool IsCancelledByCaller => caller.IsCancellationRequested;

        internal (DatabaseRoute Route, bool IsAgain) NextRoute()
        {
            var attempt = Interlocked.Increment(ref _tries);
            return (order[attempt % order.Count], attempt >= order.Count);
        }
    }
}
