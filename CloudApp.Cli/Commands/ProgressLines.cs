using System.Globalization;
using Spectre.Console;

namespace CloudApp.Cli.Commands;

/// <summary>Says what is going on: a spinner with the latest words on a terminal, plain lines with seconds elsewhere.</summary>
public sealed class ProgressLines : IProgress<string>
{
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private StatusContext? _spinner;

    private ProgressLines(TextWriter output, TimeProvider time)
    {
        _output = output;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Runs something long that reports through the object it gets.</summary>
    public static async Task RunAsync(TextWriter output, TimeProvider time, Func<ProgressLines, Task> work)
    {
        var lines = new ProgressLines(output, time);
        if (Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out))
        {
            await work(lines);
            return;
        }

        await AnsiConsole.Status().StartAsync("starting", async context =>
        {
            lines._spinner = context;
            await work(lines);
        });
    }

    public void Report(string value)
    {
        lock (_gate)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"[{_time.GetElapsedTime(_start).TotalSeconds,6:0.0} s] {value}");
            if (_spinner is null)
            {
                _output.WriteLine(text);
                return;
            }

            AnsiConsole.MarkupLine(Markup.Escape(text));
            _spinner.Status(Markup.Escape(value));
        }
    }
}
