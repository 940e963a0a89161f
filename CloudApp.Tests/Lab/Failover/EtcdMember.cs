using CloudApp.Lab;
using CloudApp.Operations;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>The vote of one machine, as an operator replaces it by etcd's own procedure (docs/restore.md): the member that lost its
/// disk is removed, and an empty one is added in its place.</summary>
internal sealed class EtcdMember(LabFixture lab, string machine, CancellationToken cancellationToken)
{
    public const string Service = "etcd";

    private const string New = "ETCD_INITIAL_CLUSTER_STATE: new";
    private const string Existing = "ETCD_INITIAL_CLUSTER_STATE: existing";

    // Members that have just met again count as unhealthy for 5 s, and then none may be added.
    private const int AnswerSeconds = 60;

    private string Helper => lab.Lab.Plan.Hosts.First(host => !string.Equals(host.Name, machine, StringComparison.Ordinal)).Name;

    private string ComposeFile => Path.Combine(lab.Lab.Paths.Bundle(machine), "compose.yaml");

    public async Task ReplaceAsync()
    {
        string[] lost = [];
        await AgainAsync(async () => lost = await MemberAsync() ?? throw new UserException($"no member {machine}"));
        await AgainAsync(async () =>
        {
            // An order whose answer was late has been carried out all the same.
            if (await MemberAsync() is not null)
                await EtcdctlAsync("member", "remove", lost[0]);
        });
        await AgainAsync(() => EtcdctlAsync("member", "add", machine, $"--peer-urls={lost[3]}"));
        // What the lost one wrote before it gave up is not to be found by the new one.
        await lab.Lab.WipeAsync([machine], Service, cancellationToken);
        var compose = await File.ReadAllTextAsync(ComposeFile, cancellationToken);
        try
        {
            await File.WriteAllTextAsync(ComposeFile, compose.Replace(New, Existing, StringComparison.Ordinal), cancellationToken);
            await lab.Context.Deployment(machine).StartAsync(cancellationToken);
            await AgainAsync(async () =>
            {
                // Until it has started, the list has it without a name.
                if (await MemberAsync() is null)
                    throw new UserException($"{machine} has not started");
            });
        }
        finally
        {
            await File.WriteAllTextAsync(ComposeFile, compose, CancellationToken.None);
        }

        await lab.Context.Deployment(machine).StartAsync(cancellationToken);
    }

    /// <summary>Id, state, name and address of the machine's member, as etcdctl lists them; null where none has that name.</summary>
    private async Task<string[]?> MemberAsync() => (await EtcdctlAsync("member", "list"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(", "))
        .FirstOrDefault(member => member.Length > 3 && string.Equals(member[2], machine, StringComparison.Ordinal));

    private async Task<string> EtcdctlAsync(params string[] command) => await lab.Lab.Docker(Helper).RunAsync(
        [
            "exec", await new ServiceContainer(lab.Lab, Helper, Service).IdAsync(cancellationToken),
            "etcdctl", "--endpoints=https://127.0.0.1:2379", "--cert=/run/etcd/tls/cert.pem", "--key=/run/etcd/tls/key.pem", "--insecure-skip-tls-verify", .. command,
        ],
        cancellationToken);

    private Task AgainAsync(Func<Task> step) => Hosts.WaitUntilAsync(
        async () =>
        {
            try
            {
                await step();
                return true;
            }
            catch (UserException)
            {
                return false;
            }
        },
        AnswerSeconds, cancellationToken);
}
