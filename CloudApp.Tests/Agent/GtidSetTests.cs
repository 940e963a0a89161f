using CloudApp.Agent.Gtid;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class GtidSetTests
{
    private const string A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private const string B = "591902f1-e6c9-11f1-b928-02fc00000001";

    // Small sets over three sources and twenty numbers, so that they often overlap and touch.
    private static readonly string[] Sources = [A, B, A + ":tag"];

    private static readonly Gen<HashSet<(string Source, int Number)>> Model =
        Gen.Select(Gen.Int[0, 2].Select(static i => Sources[i]), Gen.Int[1, 20]).HashSet[0, 30];

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
    [InlineData(A + ":blue")]
    [InlineData(A + ":99999999999999999999")]
    public void Text_that_is_no_set_is_refused(string text) =>
        Should.Throw<FormatException>(() => GtidSet.Parse(text));

    [Fact]
    public void Union_and_subtraction_do_what_sets_do() =>
        Gen.Select(Model, Model).Sample((left, right) =>
        {
            var (a, b) = (SetOf(left), SetOf(right));
            a.Union(b).ShouldBe(SetOf([.. left, .. right]));
            a.Subtract(b).ShouldBe(SetOf([.. left.Except(right)]));
            a.Contains(b).ShouldBe(right.IsSubsetOf(left));
            a.Count.ShouldBe(left.Count);
        });

    [Fact]
    public void What_is_written_is_read_back() =>
        Model.Sample(model =>
        {
            var set = SetOf(model);
            GtidSet.Parse(set.ToString()).ShouldBe(set);
            set.IsEmpty.ShouldBe(model.Count == 0);
        });

    private static GtidSet SetOf(HashSet<(string Source, int Number)> model) =>
        GtidSet.Parse(string.Join(',', model.Select(static m => $"{m.Source}:{m.Number}")));
}
