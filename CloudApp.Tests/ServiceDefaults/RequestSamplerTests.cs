using System.Diagnostics;
using CloudApp.ServiceDefaults;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ServiceDefaults;

[Trait("Layer", "pure")]
public sealed class RequestSamplerTests
{
    [Theory]
    [InlineData(ActivityKind.Server, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Internal, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, SamplingDecision.Drop)]
    public void A_call_that_no_request_asked_for_is_no_trace(ActivityKind kind, SamplingDecision expected) =>
        new RequestSampler().ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "call", kind, null, null)).Decision.ShouldBe(expected);
}
