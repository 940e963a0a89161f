using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>Loses the disk of a service, or puts an older state of it back; on one host or on several at once.</summary>
internal sealed class ServiceDisks(LabSystem lab)
{
    private const int NameLengthMax = 40;
    private const string EmptyScript = "find \"$1\" -mindepth 1 -delete";

    // Whoever is interrupted leaves no half of a copy under the name.
    private const string SaveScript = """
        set -eu
        rm -rf "$2.partial"
        mkdir -p "$2.partial"
        cp -a "$1/." "$2.partial/"
        rm -rf "$2"
        mv "$2.partial" "$2"
        """;

    private const string PutBackScript = """
        set -eu
        find "$1" -mindepth 1 -delete
        cp -a "$2/." "$1/"
        """;

    /// <summary>The hosts that have the service, in the plan's order.</summary>
    /// <exception cref="UserException">None has it, or a host is off or frozen and cannot be asked.</exception>
    public async Task<IReadOnlyList<string>> HostsWithAsync(string service, CancellationToken cancellationToken)
    {
        var hosts = new List<string>();
        foreach (var host in lab.Plan.Hosts)
        {
            if (await new ServiceContainer(lab, host.Name, service).FindAsync(cancellationToken) is not null)
                hosts.Add(host.Name);
        }

        return hosts.Count > 0 ? hosts : throw new UserException($"No host of lab '{lab.Plan.Name}' has a service '{service}'. './cloudapp status --lab {lab.Plan.Name}' names the services.");
    }

    public Task WipeAsync(IReadOnlyList<string> hosts, string service, CancellationToken cancellationToken) => WhileStoppedAsync(
        hosts, service, (container, volume) => container.RunAsync("emptying a volume", EmptyScript, [volume.Source], cancellationToken), cancellationToken);

    public Task SaveAsync(IReadOnlyList<string> hosts, string service, string name, CancellationToken cancellationToken)
    {
        RequireName(name);
        return WhileStoppedAsync(
            hosts, service,
            (container, volume) => container.RunAsync("copying a volume", SaveScript, [volume.Source, SavedPath(name, container, volume)], cancellationToken),
            cancellationToken);
    }

    public Task PutBackAsync(IReadOnlyList<string> hosts, string service, string name, CancellationToken cancellationToken)
    {
        RequireName(name);
        return WhileStoppedAsync(
            hosts, service,
            (container, volume) => container.RunAsync("putting a copy of a volume back", PutBackScript, [volume.Source, SavedPath(name, container, volume)], cancellationToken),
            cancellationToken,
            (container, volume) => RequireSaved(name, container, volume));
    }

    private async Task WhileStoppedAsync(
        IReadOnlyList<string> hosts, string service, Func<ServiceContainer, ServiceVolume, Task> work, CancellationToken cancellationToken,
        Action<ServiceContainer, ServiceVolume>? requireBefore = null)
    {
        var containers = hosts.Select(host => new ServiceContainer(lab, host, service)).ToList();
        var found = await Task.WhenAll(containers.Select(container => container.VolumesAsync(cancellationToken)));
        var volumes = containers.Zip(found).SelectMany(static pair => pair.Second.Select(volume => (Container: pair.First, Volume: volume))).ToList();
        foreach (var (container, volume) in volumes)
            requireBefore?.Invoke(container, volume);
        await ServiceContainer.WhileStoppedAsync(
            containers,
            async () =>
            {
                foreach (var (container, volume) in volumes)
                    await work(container, volume);
            },
            cancellationToken);
    }

    private string SavedPath(string name, ServiceContainer container, ServiceVolume volume) =>
        Path.Combine(lab.Paths.Saved(name), container.Service, container.Host, volume.Name);

    // A name is part of a path.
    private static void RequireName(string name)
    {
        if (name.Length is 0 or > NameLengthMax || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new UserException($"'{name}' is no name for a copy: use 1 to {NameLengthMax} lower-case letters, digits and '-'.");
    }

    private void RequireSaved(string name, ServiceContainer container, ServiceVolume volume)
    {
        if (!Directory.Exists(SavedPath(name, container, volume)))
            throw new UserException($"There is no copy '{name}' of '{container.Service}' of {container.Host}. './cloudapp lab save --lab {lab.Plan.Name} {container.Service} {name}' makes one.");
    }
}
