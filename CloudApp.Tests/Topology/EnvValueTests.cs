using CloudApp.Operations.Publishing;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

/// <summary>Values of an <c>.env</c> file; that Docker Compose reads them in the same way is tried in <see cref="ComposeConfigTests"/>.</summary>
[Trait("Layer", "pure")]
public sealed class EnvValueTests
{
    [Fact]
    public void Every_printable_value_is_read_as_it_was_written() => Gen.Frequency(
            (3, Gen.Char["$#'\"\\ ab{}"]), (1, Gen.Char[' ', '~'])).Array[0, 12]
        .Sample(static characters =>
        {
            var value = new string(characters);
            EnvValue.Read(EnvValue.Write(value)).ShouldBe(value);
        });

    [Theory]
    [InlineData("0123abcdef", "0123abcdef")]
    [InlineData("a+b/c==", "a+b/c==")]
    [InlineData("a$b", "'a$b'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("it's $5", "\"it's $$5\"")]
    public void A_value_has_quotes_only_where_it_needs_them(string value, string text) => EnvValue.Write(value).ShouldBe(text);

    [Theory]
    [InlineData("a$b", "name of another variable")]
    [InlineData("a #b", "drops what follows")]
    [InlineData("'a", "closing quote is missing")]
    [InlineData("'a'b", "follows its closing quote")]
    public void What_compose_would_change_is_refused(string text, string why) =>
        Should.Throw<FormatException>(() => EnvValue.Read(text)).Message.ShouldContain(why);

    [Fact]
    public void A_line_break_is_refused() => Should.Throw<FormatException>(() => EnvValue.Write("a\nb"));

    [Theory]
    [InlineData("'a' # a note", "a")]
    [InlineData(" a ", "a")]
    [InlineData("a#b", "a#b")]
    [InlineData("", "")]
    public void A_line_written_by_hand_is_read_as_compose_reads_it(string text, string value) => EnvValue.Read(text).ShouldBe(value);
}
