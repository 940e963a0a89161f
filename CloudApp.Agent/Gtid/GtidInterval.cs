using System.Runtime.InteropServices;

namespace CloudApp.Agent.Gtid;

/// <summary>Transaction numbers from First to Last, both included; 1 ≤ First ≤ Last.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GtidInterval(long First, long Last)
{
    public long Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
