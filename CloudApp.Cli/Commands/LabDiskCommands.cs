using System.CommandLine;
using CloudApp.Lab;
using CloudApp.Operations;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp lab wipe, save, put-back, fill, free</c>: the disks of the lab's services.</summary>
internal static class LabDiskCommands
{
    public static IEnumerable<Command> Create(Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        yield return Wipe(openAsync);
        yield return OnCopy("save", "Copies a service's volumes aside, on every host that has it; the service is stopped meanwhile.",
            static (lab, hosts, service, name, cancellationToken) => lab.SaveAsync(hosts, service, name, cancellationToken), openAsync);
        yield return OnCopy("put-back", "Puts saved copies back in the place of what a service has now, on every host that has it.",
            static (lab, hosts, service, name, cancellationToken) => lab.PutBackAsync(hosts, service, name, cancellationToken), openAsync);
        yield return OnDisk("fill", "Moves a service to a small disk of its own, which restarts it the first time, and leaves no byte free there.",
            static async (disk, output, cancellationToken) =>
            {
                await disk.MountAsync(cancellationToken);
                await output.WriteLineAsync($"{await disk.FillAsync(cancellationToken)} bytes are free");
            }, openAsync);
        yield return OnDisk("free", "Makes room again on a disk that was filled; the service stays on its small disk.",
            static (disk, _, cancellationToken) => disk.FreeAsync(cancellationToken), openAsync);
    }

    private static Command Wipe(Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var words = new Argument<string[]>("WORDS") { HelpName = "[HOST] SERVICE", Description = "A host and one of its services; with --all the service alone.", Arity = new ArgumentArity(1, 2) };
        var all = new Option<bool>("--all") { Description = "On every host that has the service, all stopped before the first is emptied." };
        var command = new Command("wipe", "Loses a service's disk: stops it, empties its volumes, starts it.") { words, all };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var (host, service) = Target(parse.GetRequiredValue(words), parse.GetValue(all));
            var lab = await openAsync(parse, cancellationToken);
            await lab.WipeAsync(host is null ? await lab.HostsWithAsync(service, cancellationToken) : [host], service, cancellationToken);
        });
        return command;
    }

    /// <summary>Which disks are meant.</summary>
    /// <returns>The host, null for every host that has the service; and the service.</returns>
    /// <exception cref="UserException">The words do not fit.</exception>
    internal static (string? Host, string Service) Target(IReadOnlyList<string> words, bool isAll) => (words, isAll) switch
    {
        ([var service], true) => (null, service),
        ([var host, var service], false) => (host, service),
        (_, true) => throw new UserException("--all means every host that has the service: name the service alone, 'lab wipe --all SERVICE'."),
        _ => throw new UserException("Name the host and its service, 'lab wipe HOST SERVICE', or every host's with 'lab wipe --all SERVICE'."),
    };

    private static Command OnDisk(
        string name, string description, Func<SmallDisk, TextWriter, CancellationToken, Task> action, Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var host = LabOptions.Machine("host1, host2 or monitor.");
        var service = Service();
        var command = new Command(name, description) { host, service };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var lab = await openAsync(parse, cancellationToken);
            await action(lab.SmallDisk(parse.GetRequiredValue(host), parse.GetRequiredValue(service)), parse.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    private static Argument<string> Service() => new("SERVICE") { Description = "A service of the bundles, such as etcd." };

    private static Command OnCopy(
        string name, string description, Func<LabSystem, IReadOnlyList<string>, string, string, CancellationToken, Task> action,
        Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var service = Service();
        var copy = new Argument<string>("NAME") { Description = "The copy's name: lower-case letters, digits and '-'." };
        var command = new Command(name, description) { service, copy };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var lab = await openAsync(parse, cancellationToken);
            var hosts = await lab.HostsWithAsync(parse.GetRequiredValue(service), cancellationToken);
            await action(lab, hosts, parse.GetRequiredValue(service), parse.GetRequiredValue(copy), cancellationToken);
        });
        return command;
    }
}
