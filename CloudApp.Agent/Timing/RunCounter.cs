using System.Globalization;
using CloudApp.Agent.MySql;

namespace CloudApp.Agent.Timing;

/// <summary>A number that is greater at each start of the agent on this host, also when the clock was set back.</summary>
internal static class RunCounter
{
    internal static long Next(string file, TimeProvider time)
    {
        var last = File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var next = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        var temporary = file + ".new";
        PrivateFile.Write(temporary, System.Text.Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
        File.Move(temporary, file, overwrite: true);
        return next;
    }
}
