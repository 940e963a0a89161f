using System.Globalization;
using Spectre.Console;

namespace CloudApp.Cli.Lab;

/// <summary>Says what is going on: a spinner with the latest words on a terminal, plain lines with seconds elsewhere.</summary>
public sealed class ProgressLines : IProgress<string>
{
    private readonly TextWriter output;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly Lock gate = new();
    private StatusContext? spinner;

    private ProgressLines(TextWriter output, TimeProvider time)
    {
        this.output = output;
        this.time = time;
        start = time.GetTimestamp();
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
            lines.spinner = context;
            await work(lines);
        });
    }

    public void Report(string value)
    {
        lock (gate)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"[{time.GetElapsedTime(start).TotalSeconds,6:0.0} s] {value}");
            if (spinner is null)
            {
                output.WriteLine(text);
                return;
            }

            AnsiConsole.MarkupLine(Markup.Escape(text));
            spinner.Status(Markup.Escape(value));
        }
    }
}
