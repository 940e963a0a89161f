namespace CloudApp.Topology.Reading;

internal static class Numbers
{
    /// <summary>Returns the value as it is; out of range it is reported with the range.</summary>
    public static int InRange(string setting, int value, int lowest, int highest, Mistakes mistakes)
    {
        if (value < lowest || value > highest)
            mistakes.Add(setting, $"{value} is out of range; choose {lowest} to {highest}");
        return value;
    }
}
