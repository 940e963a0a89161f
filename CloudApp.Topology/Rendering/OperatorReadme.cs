using CloudApp.Topology.Services;

namespace CloudApp.Topology.Rendering;

/// <summary>The ten lines that stand beside each Compose file.</summary>
internal static class OperatorReadme
{
    public static BundleFile ForSite(Machine machine) => new("README.md", $"""
        # {machine.Site.Name}: site {machine.Site.Number} of {machine.Plan.Name}

        Load balancer {machine.Site.Lb}, application {machine.Site.App}, data {machine.Site.Data} on `{machine.Site.Nic}`; clients use {machine.Plan.Vip.Address}.

        1. Run `cloudapp publish` where the project lies: it writes `.env`, the secrets of this host. Without a registry use `--with-images`.
        2. Copy this folder to the host, with `.env` (mode 600) and `images/`.
        3. Once, as root: `./prepare-host.sh` sets the kernel's switches, checks the engine and loads the images.
        4. Start: `docker compose up -d --wait`. Both hosts may start in any order; after a reboot all starts by itself.
        5. Look: `docker compose ps`, `docker compose logs SERVICE`, http://{machine.Site.Lb}:{machine.Plan.Ports.HaproxyStats}/stats.
        6. Stop: `docker compose down`; the data stays in its volumes. Do not edit these files: change `topology.json` and publish again.

        """);

    public static BundleFile ForMonitor(Machine machine) => new("README.md", $"""
        # {machine.Name}: the third machine of {machine.Plan.Name}

        The third vote on who may write, and the metrics of both sites, on {machine.Addresses[0]}, which the machine must already have.

        1. Run `cloudapp publish` where the project lies: it writes `.env`, the secrets of this machine. Without a registry use `--with-images`.
        2. Copy this folder to the machine, with `.env` (mode 600) and `images/`.
        3. Once, as root: `./prepare-host.sh` sets the kernel's switches, checks the engine and loads the images.
        4. Start: `docker compose up -d --wait`; after a reboot all starts by itself.
        5. Look: http://{machine.Addresses[0]}:{machine.Plan.Ports.Prometheus}, `docker compose ps`, `docker compose logs SERVICE`.
        6. Stop: `docker compose down`; while it is away the loss of one more machine stops all writes.

        """);
}
