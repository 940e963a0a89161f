using CloudApp.Development.Testing;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development;

/// <summary><c>cloudapp up --aspire</c>: the AppHost on the machine's own container engine, until Ctrl-C.</summary>
public static class AppHostRun
{
    private const string Project = "CloudApp.AppHost";

    /// <summary>Builds the AppHost and runs it on our terminal.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="UserException">No engine answers, it does not build, or Aspire's packages are missing.</exception>
    public static async Task<int> RunAsync(string projectRoot, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await MachineEngine.AnswersAsync(new ProcessRunner(time), cancellationToken))
            throw new UserException("--aspire needs a running container engine: 'docker version' gets no answer. Start one, or leave --aspire away: the lab brings its own.");
        var project = Path.Combine(projectRoot, Project);
        var none = new Dictionary<string, string?>(StringComparer.Ordinal);
        await Tool.BuildAsync(project, "The AppHost does", none);
        if (AspireTests.PackagesAreMissing(projectRoot))
            throw new UserException("--aspire needs Aspire's packages, which do not restore from this machine's package source. Leave --aspire away: the lab needs none of them.");
        return await Tool.PassThroughAsync(["dotnet", "run", "--project", project, "-c", "Release", "--no-build"], none);
    }
}
