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

    /// <summary>The same for a number that its reader counts in larger units.</summary>
    public static int InSteps(string setting, int value, int lowest, int highest, int step, string why, Mistakes mistakes)
    {
        if (value >= lowest && value <= highest && value % step != 0)
            mistakes.Add(setting, $"{value} is no multiple of {step}; {why}");
        return InRange(setting, value, lowest, highest, mistakes);
    }
}
