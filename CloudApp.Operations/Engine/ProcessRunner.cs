using System.ComponentModel;
using System.Text;
using CliWrap;
using CloudApp.Contracts.Timing;

namespace CloudApp.Operations.Engine;

/// <summary>Runs other programs with a time-out, captured output and readable failures.</summary>
public sealed class ProcessRunner(TimeProvider time)
{
    /// <summary>Runs a program and returns its exit code, whatever it is.</summary>
    /// <exception cref="UserException">The program does not exist or did not end in time; it was killed then, with its children.</exception>
    public async Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken = default)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var command = CliWrap.Cli.Wrap(request.FileName)
            .WithArguments(request.Arguments)
            .WithWorkingDirectory(request.WorkingDirectory ?? string.Empty)
            .WithEnvironmentVariables(request.Environment)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(Input(request))
            .WithStandardOutputPipe(Target(output, request.OnLine))
            .WithStandardErrorPipe(Target(errors, request.OnLine));
        using var deadline = new Deadline(request.Timeout, time, cancellationToken);
        try
        {
            var result = await command.ExecuteAsync(deadline.Token);
            return new ProcessResult(result.ExitCode, output.ToString(), errors.ToString());
        }
        catch (OperationCanceledException stopped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UserException($"{request.Describe()} did not end within {request.Timeout.TotalSeconds:0} s and was stopped.", stopped);
        }
        catch (Win32Exception problem)
        {
            throw new UserException($"{request.Describe()} could not be started: {problem.Message}.", problem);
        }
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="UserException">It ended with another code than 0; the message carries the end of its error output.</exception>
    public async Task<ProcessResult> RunCheckedAsync(ProcessRequest request, CancellationToken cancellationToken = default) =>
        request.Check(await RunAsync(request, cancellationToken));

    private static PipeSource Input(ProcessRequest request) =>
        request.InputStream is { } stream ? PipeSource.FromStream(stream)
        : request.StandardInput is { } text ? PipeSource.FromString(text)
        : PipeSource.Null;

    private static PipeTarget Target(StringBuilder text, Action<string>? onLine) =>
        onLine is null ? PipeTarget.ToStringBuilder(text) : PipeTarget.Merge(PipeTarget.ToStringBuilder(text), PipeTarget.ToDelegate(onLine));
}
