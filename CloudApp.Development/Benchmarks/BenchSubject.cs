using System.Diagnostics;
using System.Globalization;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Benchmarks;

/// <summary>One of the two programs that are measured, as a plain process on the lab's network.</summary>
internal sealed class BenchSubject : IAsyncDisposable
{
    private const int ReadySeconds = 60;
    private const int PollMs = 100;
    private const int StopMs = 10_000;
    private const int RequestTimeoutMs = 10_000;
    private const int LogLines = 15;

    // The kernel's unit in /proc, the same on every Linux that .NET runs on.
    private const int TicksPerSecond = 100;

    private readonly Process _process;
    private readonly string _log;

    private BenchSubject(string name, Uri address, Process process, string log) => (Name, Address, _process, _log) = (name, address, process, log);

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Starts the program in the client's network and waits until it answers.</summary>
    /// <param name="argv">The program and its arguments.</param>
    /// <param name="log">File for what it says.</param>
    /// <exception cref="UserException">It does not answer; the message carries the end of its log.</exception>
    public static async Task<BenchSubject> StartAsync(
        string name, LabContext context, int port, IReadOnlyList<string> argv, IReadOnlyDictionary<string, string?> variables, string log, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("nsenter") { UseShellExecute = false };
        foreach (var argument in (string[])[$"--net={context.Lab.Client.Path}", "--", "sh", "-c", "exec \"$@\" </dev/null >\"$0\" 2>&1", log, .. argv])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in variables)
            start.Environment[key] = value;
        var started = Process.Start(start) ?? throw new UserException($"{name} did not start.");
        var address = new Uri($"http://{context.Lab.Plan.Client.Address}:{port}");
        var subject = new BenchSubject(name, address, started, log);
        try
        {
            await subject.WaitAsync(context, cancellationToken);
            return subject;
        }
        catch
        {
            await subject.DisposeAsync();
            throw;
        }
    }

    public static HttpClient CreateHttp(LabContext context) =>
        new(context.Lab.Client.CreateHandler(RequestTimeoutMs)) { Timeout = TimeSpan.FromMilliseconds(RequestTimeoutMs) };

    /// <summary>The end of what the program said.</summary>
    public async Task<string> LastWordsAsync(CancellationToken cancellationToken) => Tool.LastLines(await File.ReadAllTextAsync(_log, cancellationToken), LogLines);

    /// <summary>Memory of the program and its children in bytes; what they share counts once.</summary>
    public long MemoryBytes() => Family(_process.Id).Sum(ProportionalBytes);

    /// <summary>Processor time of the program and its children so far, in seconds.</summary>
    public double CpuSeconds() => Family(_process.Id).Sum(static id => CpuTicks(id)) / (double)TicksPerSecond;

    public async ValueTask DisposeAsync()
    {
        var family = Family(_process.Id);
        foreach (var id in family)
            Signals.Terminate(id);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(StopMs), TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task WaitAsync(LabContext context, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        using var http = CreateHttp(context);
        while (time.GetElapsedTime(start).TotalSeconds < ReadySeconds && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "/health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }

        throw new UserException($"{Name} does not answer at {Address}: {await LastWordsAsync(cancellationToken)}");
    }

    private static List<int> Family(int id)
    {
        try
        {
            var children = Directory.EnumerateDirectories($"/proc/{id}/task")
                .SelectMany(static task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(static text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
            return [id, .. children.SelectMany(Family)];
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return [];
        }
    }

    // "123 (name, which may hold blanks) S …": the 14th and 15th words are the times in user and kernel mode.
    private static long CpuTicks(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var words = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // "Pss:   123 kB"
    private static long ProportionalBytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
