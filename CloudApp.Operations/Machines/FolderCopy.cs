using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Machines;

/// <summary>Copying to a machine that has the same file system as the command.</summary>
public static class FolderCopy
{
    /// <summary>Copies, unless both are the same place.</summary>
    /// <exception cref="UserException">The copy failed.</exception>
    public static async Task RunAsync(IMachine machine, string source, string target, CancellationToken cancellationToken)
    {
        if (string.Equals(Path.GetFullPath(source), Path.GetFullPath(target), StringComparison.Ordinal))
            return;
        var purpose = $"copying {source} to {target} on {machine.Name}";
        await machine.RunCheckedAsync(new ProcessRequest("mkdir", ["-p", Path.GetDirectoryName(target)!]) { Purpose = purpose }, cancellationToken);
        await machine.RunCheckedAsync(new ProcessRequest("cp", ["-a", "-T", "--", source, target]) { Purpose = purpose }, cancellationToken);
    }
}
