using System.Diagnostics;
using OpenTelemetry.Trace;

namespace CloudApp.ServiceDefaults;

/// <summary>
/// For spans without a parent: a call to a database or a peer that no request asked for is a probe. There are some every
/// second, from every service, and they would push the requests out of any trace store.
/// </summary>
internal sealed class RequestSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
