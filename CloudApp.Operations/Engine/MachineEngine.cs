namespace CloudApp.Operations.Engine;

/// <summary>The container engine that the machine has of its own, through the docker command on the PATH.</summary>
public static class MachineEngine
{
    private const int TimeoutSeconds = 5;

    /// <summary>Whether there is one and it answers within <see cref="TimeoutSeconds"/> s.</summary>
    public static async Task<bool> AnswersAsync(ProcessRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ProcessRequest("docker", ["version", "--format", "{{.Server.Version}}"]) { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
            return (await runner.RunAsync(request, cancellationToken)).Succeeded;
        }
        catch (UserException)
        {
            // No such command, or an engine that hangs.
            return false;
        }
    }
}
