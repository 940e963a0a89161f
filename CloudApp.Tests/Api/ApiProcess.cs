using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CloudApp.Tests.Api;

/// <summary>The application as a process of its own, as its container runs it: what it holds and what it logs can be seen from outside.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const int StartSeconds = 40;
    private readonly Process _process;
    private readonly string _spool;

    private ApiProcess(Process process, Uri address, string spool)
    {
        (_process, _spool) = (process, spool);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ActivityHeadersPropagator = null }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal HttpClient Http { get; }

    internal ConcurrentQueue<string> Log { get; } = new();

    internal static async Task<ApiProcess> StartAsync(string mySql, Uri store)
    {
        var spool = Directory.CreateTempSubdirectory("cloudapp-spool-").FullName;
        var address = FreeAddress();
        var start = new ProcessStartInfo("dotnet", [typeof(CloudApp.Api.Hosting.ApiHost).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in new[]
        {
            ("CloudApp__Site", "host1"), ("CloudApp__Node", "app1"), ("CloudApp__SpoolDirectory", spool),
            ("ConnectionStrings__clouddb", mySql), ("ConnectionStrings__clouddbreadonly", mySql),
            ("ObjectStore__Endpoints__0", store.ToString()), ("ObjectStore__Bucket", "uploads"),
            ("ObjectStore__AccessKey", "key"), ("ObjectStore__SecretKey", "secret-for-a-stub"),
            ("ASPNETCORE_URLS", address.ToString()), ("DOTNET_RUNNING_IN_CONTAINER", "true"), ("DOTNET_gcServer", "0"),
        }) start.Environment[name] = value;
        var api = new ApiProcess(Process.Start(start)!, address, spool);
        await api.WaitForHealthAsync();
        return api;
    }

    /// <summary>Memory that the process holds now, in bytes.</summary>
    internal long ResidentBytes() => ResidentBytes(_process.Id);

    /// <summary>Memory that its children hold now, in bytes.</summary>
    internal long ChildrensResidentBytes()
    {
        var children = Directory.GetDirectories($"/proc/{_process.Id}/task")
            .SelectMany(task => Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return children.Sum(child => ResidentBytes(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_spool, recursive: true);
    }

    private static long ResidentBytes(int processId)
    {
        var line = Read($"/proc/{processId}/status").Split('\n').FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["VmRSS:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    // Empty when the process or thread ended meanwhile.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>An address of this machine that nobody listens at.</summary>
    internal static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }

    private void Keep(string? line)
    {
        if (line is not null) Log.Enqueue(line);
    }

    private async Task WaitForHealthAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(StartSeconds));
        while (true)
        {
            try
            {
                using var response = await Http.GetAsync("/health", limit.Token);
                if (response.IsSuccessStatusCode) return;
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                if (limit.IsCancellationRequested) throw new TimeoutException(string.Join('\n', Log), error);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
