using System.Text;
using CloudApp.Agent.Children;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Routing;

/// <summary>
/// The mysqlrouter child of one route. It has no reload: a change of destinations is a restart, which also cuts the
/// connections that hang in the old ones. Each route has its own, so that a change of one leaves the other alone.
/// </summary>
internal sealed partial class RouterProcess(RouterSettings settings, string route, TimeProvider time, ILogger<RouterProcess> logger) : IDisposable
{
    private readonly string _file = Path.Combine(settings.RunDirectory, $"mysqlrouter-{route}.conf");
    private ChildProcess? _child;

    public Task Exited => _child?.Exited ?? Task.CompletedTask;

    public bool IsRunning => _child is { IsRunning: true };

    /// <summary>After this, mysqlrouter runs with these destinations, or does not run when there are none.</summary>
    public async Task ApplyAsync(RouterDestinations destinations)
    {
        var began = time.GetTimestamp();
        await KillAsync();
        if (!destinations.IsEmpty)
        {
            await WriteAsync(destinations);
            _child = await ChildProcess.StartAsync(Program(), time);
        }
        Applied(logger, route, string.Join(',', destinations.ReadWrite.Concat(destinations.ReadOnly)), destinations.Epoch, time.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>SIGKILL: nothing in it is worth waiting for, and a hung router must not delay a change.</summary>
    public async Task KillAsync()
    {
        if (_child is not { } child)
            return;
        child.Kill();
        await child.Exited;
        child.Dispose();
        _child = null;
    }

    public void Dispose()
    {
        _child?.Kill();
        _child?.Dispose();
    }

    private ChildProgram Program() => new("mysqlrouter", ["--config", _file])
    {
        WithoutEnvironment = [SecretVariables.AgentToken],
    };

    private async Task WriteAsync(RouterDestinations destinations)
    {
        var text = RouterConfiguration.Render(await File.ReadAllTextAsync(settings.Template), settings, destinations);
        var temporary = _file + ".new";
        PrivateFile.Write(temporary, Encoding.UTF8.GetBytes(text));
        File.Move(temporary, _file, overwrite: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Route {Route} leads to [{Destinations}], epoch {Epoch}; mysqlrouter restarted in {Milliseconds:0} ms")]
    private static partial void Applied(ILogger logger, string route, string destinations, long epoch, double milliseconds);
}
