using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.MySql;

[Trait("Layer", "pure")]
public sealed class GtidSetTests
{
    private const string A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private const string B = "591902f1-e6c9-11f1-b928-02fc00000001";

    // Small sets over three sources and thirty numbers, so that they often overlap and touch.
    private static readonly GtidSource[] Sources = [new(Guid.Parse(A)), new(Guid.Parse(B)), new(Guid.Parse(A), "tag")];

    private static readonly Gen<Gtid> OneGtid =
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 30], static (source, number) => new Gtid(Sources[source], number));

    private static readonly Gen<HashSet<Gtid>> Model = OneGtid.HashSet[0, 40];

    [Theory]
    [InlineData("", "")]
    [InlineData(A + ":1-5", A + ":1-5")]
    [InlineData(A + ":1-3:4-5:7", A + ":1-5:7")]
    [InlineData(A + ":7:1-5:4-6", A + ":1-7")]
    [InlineData(" " + B + ":1 ,\n" + A + ":2-2", A + ":2," + B + ":1")]
    [InlineData("3E11FA47-71CA-11E1-9E33-C80AA9429562:1", A + ":1")]
    [InlineData(A + ":1-5:Blue:1-3:red:4", A + ":1-5:blue:1-3:red:4")]
    public void A_set_is_written_in_its_normal_form(string text, string expected) =>
        GtidSet.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("nonsense")]
    [InlineData(A)]
    [InlineData(A + ":")]
    [InlineData(A + ":0-3")]
    [InlineData(A + ":5-3")]
    [InlineData(A + ":-3")]
    [InlineData(A + ":1-")]
    [InlineData(A + ":1-2-3")]
    [InlineData(A + ":blue")]
    [InlineData(A + ":bl ue:1")]
    [InlineData(A + ":blue';:1")]
    [InlineData(A + ":a23456789012345678901234567890123:1")]
    [InlineData(A + ":9223372036854775807")]
    [InlineData(A + ":99999999999999999999")]
    public void Text_that_is_no_set_is_refused(string text)
    {
        Should.Throw<FormatException>(() => GtidSet.Parse(text));
        GtidSet.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void Union_subtraction_and_intersection_do_what_sets_do() =>
        Gen.Select(Model, Model).Sample((left, right) =>
        {
            var (a, b) = (SetOf(left), SetOf(right));
            a.Union(b).ShouldBe(SetOf([.. left, .. right]));
            a.Subtract(b).ShouldBe(SetOf([.. left.Except(right)]));
            a.Intersect(b).ShouldBe(SetOf([.. left.Intersect(right)]));
            a.Contains(b).ShouldBe(right.IsSubsetOf(left));
            a.Count.ShouldBe(left.Count);
        });

    [Fact]
    public void A_set_that_grows_one_by_one_is_the_set_of_their_texts() =>
        Gen.Select(OneGtid.List[0, 40], Model).Sample((grown, others) =>
        {
            var set = grown.Aggregate(GtidSet.Empty, static (set, gtid) => set.With(gtid));
            set.ShouldBe(SetOf(grown));
            grown.TrueForAll(set.Contains).ShouldBeTrue();
            others.Count(set.Contains).ShouldBe(others.Intersect(grown).Count());
        });

    [Fact]
    public void Intervals_are_added_wherever_they_lie() =>
        Gen.Select(Model, Gen.Int[0, 2], Gen.Long[1, 30], Gen.Long[0, 10]).Sample((model, source, first, more) =>
            SetOf(model).With(Sources[source], first, first + more)
                .ShouldBe(SetOf([.. model, .. Enumerable.Range(0, (int)more + 1).Select(i => new Gtid(Sources[source], first + i))])));

    [Fact]
    public void What_is_written_is_read_back() =>
        Model.Sample(model =>
        {
            var set = SetOf(model);
            GtidSet.Parse(set.ToString()).ShouldBe(set);
            set.IsEmpty.ShouldBe(model.Count == 0);
        });

    [Fact]
    public void The_order_is_the_one_of_the_texts() =>
        Gen.Select(Gen.Guid, Gen.Guid).Sample((one, other) =>
            Math.Sign(new GtidSource(one).CompareTo(new GtidSource(other))) == Math.Sign(string.CompareOrdinal($"{one}", $"{other}")));

    [Theory]
    [InlineData(A + ":7", A + ":7")]
    [InlineData("3E11FA47-71CA-11E1-9E33-C80AA9429562:Blue:7", A + ":blue:7")]
    [InlineData(A + ":1-2", null)]
    [InlineData(A + ":0", null)]
    [InlineData(A, null)]
    [InlineData("latest", null)]
    [InlineData("2026-11-24T10:15:03Z", null)]
    public void A_single_identifier_is_read(string text, string? expected) => (Gtid.TryParse(text) is { } gtid ? $"{gtid}" : null).ShouldBe(expected);

    private static GtidSet SetOf(IEnumerable<Gtid> model) => GtidSet.Parse(string.Join(',', model));
}
