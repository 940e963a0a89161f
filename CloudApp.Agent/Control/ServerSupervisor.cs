using CloudApp.Agent.Children;
using CloudApp.Agent.MySql;

namespace CloudApp.Agent.Control;

/// <summary>Keeps one mysqld running: starts it, learns of its end at once, starts it again; always fenced.</summary>
public sealed partial class ServerSupervisor(DatabaseServer server, TimeProvider time, ILogger<ServerSupervisor> logger) : BackgroundService
{
    private readonly RestartBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await server.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beats = server.Heartbeat.RunAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                await server.StartAsync(stoppingToken);
                await server.ProcessExited.WaitAsync(stoppingToken);
            }
            catch (DatabaseServerException failure)
            {
                StartFailed(logger, failure.Message);
                server.Kill();
                await server.ProcessExited;
            }
            await Task.Delay(_backoff.After(time.GetElapsedTime(began)), time, stoppingToken);
        }
        await beats;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Failure}")]
    private static partial void StartFailed(ILogger logger, string failure);
}
