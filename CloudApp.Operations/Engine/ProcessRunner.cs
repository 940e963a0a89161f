using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CloudApp.Operations.Engine;

/// <summary>Runs other programs with a time-out, captured output and readable failures.</summary>
public sealed class ProcessRunner(TimeProvider time)
{
    private const int ErrorTailLines = 15;

    /// <summary>Runs a program and returns its exit code, whatever it is.</summary>
    /// <exception cref="UserException">The program does not exist or did not end in time.</exception>
    public async Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken = default)
    {
        using var process = Start(request);
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var output = ReadAsync(process.StandardOutput, request.OnLine);
        var errors = ReadAsync(process.StandardError, request.OnLine);
        try
        {
            await WriteInputAsync(process, request.StandardInput, either.Token);
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException stopped)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new UserException($"{Describe(request)} did not end within {request.Timeout.TotalSeconds:0} s and was stopped.", stopped);
        }

        return new ProcessResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="UserException">It ended with another code than 0; the message carries the end of its error output.</exception>
    public async Task<ProcessResult> RunCheckedAsync(ProcessRequest request, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(request, cancellationToken);
        if (result.Succeeded)
            return result;
        var words = Tail(result.StandardError.Length > 0 ? result.StandardError : result.StandardOutput);
        throw new UserException($"{Describe(request)} failed with code {result.ExitCode}: {words}");
    }

    private static Process Start(ProcessRequest request)
    {
        var start = new ProcessStartInfo(request.FileName, request.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = request.WorkingDirectory ?? string.Empty,
        };
        foreach (var (name, value) in request.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new UserException($"{Describe(request)} could not be started.");
        }
        catch (Win32Exception problem)
        {
            throw new UserException($"{Describe(request)} could not be started: {problem.Message}.", problem);
        }
    }

    private static async Task WriteInputAsync(Process process, string? text, CancellationToken cancellationToken)
    {
        try
        {
            if (text is not null)
                await process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells the rest.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? onLine)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            onLine?.Invoke(line);
        }

        return text.ToString();
    }

    private static string Describe(ProcessRequest request)
    {
        var command = $"{Path.GetFileName(request.FileName)} {string.Join(' ', request.Arguments.Take(4))}".TrimEnd();
        return request.Purpose is null ? $"`{command}`" : $"{char.ToUpperInvariant(request.Purpose[0])}{request.Purpose[1..]} (`{command}`)";
    }

    private static string Tail(string text) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(ErrorTailLines)).Trim() is { Length: > 0 } words ? words : "it said nothing.";
}
