using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;
using MySqlConnector;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CloudApp.Api.Data;

/// <summary>Work on an open connection. May run more than once.</summary>
internal delegate Task<T> DatabaseWork<T>(MySqlConnection connection, CancellationToken cancellationToken);

/// <summary>Runs work on the first route that can do it, and repeats it while a failover lasts.</summary>
internal sealed partial class DatabaseExecutor
{
    private static readonly ResiliencePropertyKey<int> AttemptKey = new("attempt");
    private readonly ResiliencePipeline _pipeline;
    private readonly IReadOnlyList<DatabaseRoute> _routes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ExecutorTimes _times;
    private readonly RetryLimiter _retries;

    internal DatabaseExecutor(IReadOnlyList<DatabaseRoute> routes, ExecutorTimes times, TimeProvider time, ILogger logger)
    {
        (_routes, _times, _time, _logger, _retries) = (routes, times, time, logger, new RetryLimiter(time));
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromMilliseconds(times.TotalMs))
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } error && DatabaseErrors.IsRetryable(error)),
                MaxRetryAttempts = int.MaxValue,
                // The limiter pauses.
                Delay = TimeSpan.Zero,
                OnRetry = args =>
                {
                    ApiMetrics.DatabaseRetries.Add(1);
                    args.Context.Properties.Set(AttemptKey, args.AttemptNumber + 1);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Runs the work until it succeeds once, or the time is over.</summary>
    /// <exception cref="DatabaseUnavailableException">No route could do the work within the total time.</exception>
    internal async Task<T> RunAsync<T>(DatabaseWork<T> work, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var last = new LastFailure();
        try
        {
            return await _pipeline.ExecuteAsync(
                (ctx, state) => new ValueTask<T>(TryWithinLimitAsync(state.work, ctx, state.last)), context, (work, last));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested
            && (DatabaseErrors.IsRetryable(error) || error is OperationCanceledException))
        {
            throw new DatabaseUnavailableException($"No answer within {_times.TotalMs} ms.", last.Error ?? error);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<T> TryWithinLimitAsync<T>(DatabaseWork<T> work, ResilienceContext context, LastFailure last)
    {
        var attempt = context.Properties.GetValue(AttemptKey, 0);
        return attempt == 0
            ? TryOnceAsync(work, attempt, context, last)
            : _retries.RunAsync(() => TryOnceAsync(work, attempt, context, last), context.CancellationToken);
    }

    private async Task<T> TryOnceAsync<T>(DatabaseWork<T> work, int attempt, ResilienceContext context, LastFailure last)
    {
        var route = RouteRotation.Pick(_routes, r => r.Breaker.IsOpen, attempt);
        using var deadline = new Deadline(
            TimeSpan.FromMilliseconds(attempt == 0 ? _times.FirstAttemptMs : _times.AttemptMs), _time, context.CancellationToken);
        try
        {
            var result = await RouteWork.RunAsync(route, work, _time, deadline.Token);
            route.Breaker.Close();
            return result;
        }
        catch (OperationCanceledException error) when (deadline.IsOver)
        {
            route.Breaker.Trip();
            last.Error = error;
            LogTryFailed(_logger, route.Name, attempt, "time-out");
            throw new TimeoutRejectedException($"{route.Name} did not answer in time.", error);
        }
        catch (Exception error) when (DatabaseErrors.IsRetryable(error))
        {
            last.Error = error;
            await AvoidAsync(route, error);
            LogTryFailed(_logger, route.Name, attempt, error.Message);
            throw;
        }
    }

    private static async Task AvoidAsync(DatabaseRoute route, Exception error)
    {
        if (!DatabaseErrors.IsRoutesFault(error)) return;
        route.Breaker.Trip();
        if (DatabaseErrors.MakesPoolWorthless(error)) await route.ForgetConnectionsAsync(CancellationToken.None);
    }

    /// <summary>What went wrong in the last try: the time-out at the end would hide it.</summary>
    private sealed class LastFailure
    {
        internal Exception? Error { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Database try {Attempt} through {Route} failed: {Reason}")]
    private static partial void LogTryFailed(ILogger logger, string route, int attempt, string reason);
}

/// <summary>Time for all tries together, for the first one and for each later one, in milliseconds.</summary>
internal sealed record ExecutorTimes(int TotalMs, int FirstAttemptMs, int AttemptMs)
{
    internal static readonly ExecutorTimes Writes = new(DatabaseLimits.WriteTotalMs, DatabaseLimits.WriteAttemptMs, DatabaseLimits.WriteAttemptMs);
    internal static readonly ExecutorTimes Background = new(DatabaseLimits.BackgroundTotalMs, DatabaseLimits.WriteAttemptMs, DatabaseLimits.WriteAttemptMs);
    internal static readonly ExecutorTimes QuickLook = new(DatabaseLimits.ReadAttemptMs, DatabaseLimits.QuickLookFirstMs, DatabaseLimits.ReadAttemptMs);
}
