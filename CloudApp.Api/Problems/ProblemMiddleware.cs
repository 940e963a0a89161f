namespace CloudApp.Api.Problems;

/// <summary>Turns every failure, ours or the framework's, into a problem document.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        catch (Exception error)
        {
            await AnswerAsync(context, error);
            return;
        }

        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null)
            await ProblemWriter.WriteAsync(context, GeneralProblems.ForStatus(response.StatusCode));
    }

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        var problem = Translate(error);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            LogUnavailable(logger, context.Request.Method, problem.Code, $"{error.Message} {error.InnerException?.Message}");
        else if (problem.Status >= 500)
            LogFailed(logger, error, context.Request.Method, problem.Code);
        if (context.Response.HasStarted)
        {
            // The status is gone already: only a broken connection tells the client that the body is not whole.
            context.Abort();
            return;
        }

        await ProblemWriter.WriteAsync(context, problem);
    }

    internal static ApiProblem Translate(Exception error) => error switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad
            when bad.Message.Contains("Unexpected end", StringComparison.Ordinal) => GeneralProblems.BodyCutOff,
        BadHttpRequestException bad => GeneralProblems.ForStatus(bad.StatusCode),
        _ => GeneralProblems.InternalError,
    };

    // Expected while something is away: no stack trace.
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} request not served: {Code}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, string code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} request failed: {Code}")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, string code);
}
