namespace CloudApp.Tests.Failover.Simulation;

/// <summary>SplitMix64: the same seed gives the same schedule on every machine and every runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15UL;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public int Between(int from, int to) => from + Below(to - from);

    public bool PerMille(int chance) => Below(1_000) < chance;

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
