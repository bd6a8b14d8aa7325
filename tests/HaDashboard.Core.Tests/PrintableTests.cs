using CsCheck;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests;

public sealed class PrintableTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("Connection refused", "Connection refused")]
    [InlineData("é, ü, 漢, 😀", "é, ü, 漢, 😀")]
    [InlineData("a\nb\r\tc", "a\\x0ab\\x0d\\x09c")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("\u0085\u009b", "\\x85\\x9b")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("\u202egreen\u200b", "\\u202egreen\\u200b")]
    public void Excerpt_ShowsWhatCannotBeSeen(string? text, string expected) =>
        Assert.Equal(expected, Printable.Excerpt(text));

    [Fact]
    public void Excerpt_HalfASurrogatePair_IsShownAsItsNumber() =>
        Assert.Equal("a\\ud83d", Printable.Excerpt("a" + '\ud83d'));

    [Fact]
    public void Excerpt_ExactlyAsLongAsAllowed_IsWhole() => Assert.Equal("12345", Printable.Excerpt("12345", 5));

    [Fact]
    public void Excerpt_TooLong_EndsWithAnEllipsis() => Assert.Equal("12345…", Printable.Excerpt("123456", 5));

    [Fact]
    public void Excerpt_PairOnTheEdge_IsLeftOutWhole() => Assert.Equal("1234…", Printable.Excerpt("1234😀", 5));

    [Fact]
    public void Excerpt_AnyText_IsBoundedAndHasNothingInvisible() =>
        Gen.Select(Gen.String, Gen.Int[0, 30])
            .Sample(
                (text, max) =>
                {
                    var excerpt = Printable.Excerpt(text, max);
                    Assert.True(excerpt.TrimEnd('…').Length <= max);
                    Assert.DoesNotContain(excerpt, char.IsControl);
                }
            );
}
