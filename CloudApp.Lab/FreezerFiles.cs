using CloudApp.Operations.Engine;

namespace CloudApp.Lab;

/// <summary>Where the kernel freezes a host's control group, and in which words; they differ between version 1 and 2 of cgroups.</summary>
/// <param name="Group">The host's group; its engine is in the group "engine" below, its containers beside that.</param>
/// <param name="Control">The file that is written to.</param>
/// <param name="State">The file that says how it is.</param>
internal sealed record FreezerFiles(string Group, string Control, string FreezeWord, string WakeWord, string State, string FrozenLine)
{
    /// <summary>The group of the host's first process and its engine.</summary>
    public string EngineGroup => Path.Combine(Group, "engine");

    /// <summary>The files of a group.</summary>
    /// <param name="mount">Where cgroups are mounted.</param>
    /// <param name="parent">The group, such as /cloudapp-lab-host1.</param>
    /// <returns>null where the kernel cannot freeze groups.</returns>
    public static FreezerFiles? Of(string mount, string parent)
    {
        if (Directory.Exists(Path.Combine(mount, "freezer")))
        {
            var group = Path.Combine(mount, "freezer") + parent;
            var file = Path.Combine(group, "freezer.state");
            return new FreezerFiles(group, file, "FROZEN", "THAWED", file, "FROZEN");
        }

        if (!File.Exists(Path.Combine(mount, "cgroup.controllers")))
            return null;
        var unified = mount + parent;
        return new FreezerFiles(unified, Path.Combine(unified, "cgroup.freeze"), "1", "0", Path.Combine(unified, "cgroup.events"), "frozen 1");
    }

    public static FreezerFiles? Of(string parent) => Of(EngineCgroups.Mount, parent);
}
