using System.CommandLine;
using CloudApp.Lab;
using CloudApp.Operations;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp lab freeze, wake, cut, loss, mend</c>: hosts that stand still, and bad cables.</summary>
internal static class LabFaultCommands
{
    public static IEnumerable<Command> Create(Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        yield return OnMachine("freeze", "Stops every process of a Docker host at once, as a paused virtual machine's.", LabOptions.Machine("host1, host2 or monitor."),
            static (lab, host, cancellationToken) => lab.FreezeAsync(host, cancellationToken), openAsync);
        yield return OnMachine("wake", "Lets a frozen host go on.", LabOptions.Machine("host1, host2 or monitor."),
            static (lab, host, cancellationToken) => lab.WakeAsync(host, cancellationToken), openAsync);
        yield return Cut(openAsync);
        yield return Loss(openAsync);
        yield return OnMachine("mend", "Plugs a machine's cable in again, whatever was wrong with it.", LabOptions.Machine("Any machine of the lab."),
            static (lab, machine, cancellationToken) => lab.MendAsync(machine, cancellationToken), openAsync);
    }

    public static Command OnMachine(
        string name, string description, Argument<string> machine, Func<LabSystem, string, CancellationToken, Task> action,
        Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var command = new Command(name, description) { machine };
        command.SetAction(async (parse, cancellationToken) =>
            await action(await openAsync(parse, cancellationToken), parse.GetRequiredValue(machine), cancellationToken));
        return command;
    }

    private static Command Cut(Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var machine = LabOptions.Machine("Any machine of the lab.");
        var silent = new Option<bool>("--silent") { Description = "Drop every frame while the carrier stays, as a broken switch does." };
        var direction = new Option<string?>("--direction")
        {
            Description = "One way only, and silently: in (it hears nothing) or out (nothing that it sends arrives).",
            HelpName = "in|out",
        };
        var command = new Command("cut", "Pulls a machine's cable; it keeps running.") { machine, silent, direction };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var way = Direction(parse.GetValue(direction), parse.GetValue(silent));
            var lab = await openAsync(parse, cancellationToken);
            var name = parse.GetRequiredValue(machine);
            await (way is { } one ? lab.CutAsync(name, one, cancellationToken) : lab.CutAsync(name, parse.GetValue(silent), cancellationToken));
        });
        return command;
    }

    /// <summary>The direction of a cut; null: both.</summary>
    /// <exception cref="UserException">It is none, or goes together with what it cannot.</exception>
    internal static LinkDirection? Direction(string? word, bool isSilent) => (word, isSilent) switch
    {
        (null, _) => null,
        (_, true) => throw new UserException("A one-way cut is always silent: the carrier stays. Leave --silent away, or leave --direction away to cut both ways."),
        ("in", _) => LinkDirection.In,
        ("out", _) => LinkDirection.Out,
        _ => throw new UserException($"'{word}' is no direction: use 'in' (the machine hears nothing) or 'out' (nothing that it sends arrives)."),
    };

    private static Command Loss(Func<ParseResult, CancellationToken, Task<LabSystem>> openAsync)
    {
        var machine = LabOptions.Machine("Any machine of the lab.");
        var percent = new Argument<int>("PERCENT") { Description = "Of the frames that it sends, by chance: 0 to 100; 0 takes it back." };
        var command = new Command("loss", "Loses a share of what a machine sends.") { machine, percent };
        command.SetAction(async (parse, cancellationToken) =>
            await (await openAsync(parse, cancellationToken)).LoseAsync(parse.GetRequiredValue(machine), parse.GetRequiredValue(percent), cancellationToken));
        return command;
    }
}
