using CloudApp.Api.Formats;

namespace CloudApp.Api.Operation;

/// <summary>How long a health check may take; the load balancer asks every second.</summary>
internal static class HealthLimits
{
    /// <summary>Latest moment of the answer.</summary>
    internal const int TotalMs = 500;

    /// <summary>What a way that is not needed for the verdict still gets once the verdict is clear.</summary>
    internal const int DetailGraceMs = 50;

    /// <summary>How long callers share one answer.</summary>
    internal const int SharedForMs = 200;

    /// <summary>Room for uploads in flight that a node must have: three of the largest images.</summary>
    internal const long SpoolFreeBytesMin = 3 * ImageLimits.BytesMax;
}
