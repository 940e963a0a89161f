using System.CommandLine;
using System.Globalization;
using CloudApp.Cli.AgentClient;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp switchover</c>: a planned move of the primary to the other site.</summary>
internal static class SwitchoverCommand
{
    private const int DoneMs = 15_000;

    public static Command Create()
    {
        var topology = CommonOptions.Topology();
        var name = LabOptions.Name();
        var env = AgentOptions.EnvFile();
        var command = new Command("switchover", "Moves the database's primary to the other site; requests wait for a moment, none fails.")
        {
            topology, name, env,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var pair = await AgentAccess.OpenAsync(
                parse.GetRequiredValue(topology).FullName, parse.GetRequiredValue(name), parse.GetValue(env)?.FullName, TimeProvider.System, cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(await RunAsync(pair, TimeProvider.System, cancellationToken));
        });
        return command;
    }

    /// <summary>Moves the primary and returns a sentence about it.</summary>
    /// <exception cref="UserException">It cannot be done now; the message says why.</exception>
    internal static async Task<string> RunAsync(AgentPair pair, TimeProvider time, CancellationToken cancellationToken)
    {
        var views = await pair.LookAsync(cancellationToken);
        if (AgentPair.PrimaryOf(views) is not { } primary)
            throw new UserException($"There is not exactly one primary to move. {await pair.DescribeAsync(cancellationToken)}");
        if (!string.Equals(primary.Sync.Mode, SyncView.InSync, StringComparison.Ordinal))
            throw new UserException($"The replica does not have every acknowledged write yet ({primary.Sync.Because}): wait until './cloudapp status' says that none can be lost.");

        var target = pair.Other(primary.Site).Site;
        var start = time.GetTimestamp();
        await pair.Of(primary.Site).SwitchOverAsync(cancellationToken);
        var done = await pair.WaitAsync(
            now => AgentPair.PrimaryOf(now) is { } holder && string.Equals(holder.Site, target, StringComparison.Ordinal) && holder.Epoch > primary.Epoch,
            $"{target} is the primary", DoneMs, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The primary moved from {primary.Site} to {target} in {time.GetElapsedTime(start).TotalSeconds:0.0} s (epoch {AgentPair.PrimaryOf(done)!.Epoch}).");
    }
}
