using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Services;

namespace CloudApp.Development.Testing;

/// <summary>
/// The container engine under the AppHost's tests: the machine's own, or, where none answers, one of ours in a network
/// namespace without a way out, in which the tests run too.
/// </summary>
internal sealed class AspireEngine(CloudAppDirectories directories, ProcessRunner runner, TimeProvider time)
{
    private readonly string _place = $"{TestLab.Name}-aspire";
    private readonly string _state = directories.AppHost(TestLab.Name);

    private EngineBinaries Binaries => new EngineInstaller(directories, runner, time).Binaries;

    private DockerEngine Engine => new(
        Binaries,
        new EngineOptions(_place, Path.Combine(_state, "engine"), Path.Combine(directories.Run, _place))
        {
            NetworkNamespace = NamespacePath,
            DaemonArguments = ["--ip6tables=false", "--log-level=warn"],
        },
        runner,
        time);

    private string NamespacePath => $"/run/netns/{_place}";

    /// <summary>Starts what is needed and returns where the tests are to run.</summary>
    /// <exception cref="UserException">The engine did not start, or an image cannot be built.</exception>
    public async Task<TestPlace> StartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (await MachineEngine.AnswersAsync(runner, cancellationToken))
            return TestPlace.Here;
        // Here, because there the network that a build needs is missing.
        var plan = await TopologyLoader.LoadAsync(Path.Combine(ProjectRoot.Find(), "topology.json"), cancellationToken);
        await new ImageSource(ProjectRoot.Find(), plan.Images.Reference, time).EnsureAsync(ServiceCatalog.Standard.Images, progress, cancellationToken);
        progress.Report("starting a container engine for the AppHost's tests");
        await LabNetwork.EnsureNamespaceAsync(_place, cancellationToken);
        await Tool.RequireAsync(["ip", "-n", _place, "link", "set", "lo", "up"], cancellationToken);
        await Engine.StartAsync(cancellationToken);
        return new TestPlace(["nsenter", $"--net={NamespacePath}", "--"], new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOCKER_HOST"] = $"unix://{Engine.Options.SocketPath}",
            ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{Binaries.SearchPath}",
            // The secrets must live as long as the engine's volumes.
            ["XDG_DATA_HOME"] = _state,
        });
    }

    /// <summary>Stops our engine; images and volumes stay for the next time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Engine.Options.RunDirectory))
            await Engine.StopAsync(cancellationToken);
        await LabNetwork.DeleteNamespaceAsync(_place, cancellationToken);
    }
}
