using System.Runtime.InteropServices;

namespace CloudApp.MySql;

/// <summary>Transaction numbers from First to Last, both included; 1 ≤ First ≤ Last.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GtidInterval(long First, long Last)
{
    internal long Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
