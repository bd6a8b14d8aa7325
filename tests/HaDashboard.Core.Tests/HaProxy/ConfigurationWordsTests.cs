using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

/// <summary>Each case was compared with <c>haproxy -c</c> 2.6.</summary>
public sealed class ConfigurationWordsTests
{
    [Theory]
    [InlineData("server s1 10.0.0.1:80", "server|s1|10.0.0.1:80")]
    [InlineData("\tserver\ts1  10.0.0.1:80\v\f check ", "server|s1|10.0.0.1:80|check")]
    [InlineData("server \"s\"1 '10.0.0.1':80", "server|s1|10.0.0.1:80")]
    [InlineData("server s1 10.0.0.1:80#comment", "server|s1|10.0.0.1:80")]
    [InlineData(@"errorfile 503 /a\ b\#c", "errorfile|503|/a b#c")]
    [InlineData(@"server s \x31\x32\x37.0.0.1:1", "server|s|127.0.0.1:1")]
    [InlineData(@"a \xzz \q \\ \' \""", "a|\\xzz|\\q|\\|'|\"")]
    [InlineData(@"send a\r\n\t", "send|a\r\n\t")]
    [InlineData(@"a 'b\n # $X ""'""c 'd""", "a|b\\n # $X \"c 'd")]
    [InlineData("a \"\" b", "a||b")]
    [InlineData("bind \"$HOST:${PORT-6443}\" '$NAME' $OTHER \"\\$N\"", "bind|${HOST}:${PORT-6443}|$NAME|$OTHER|$N")]
    [InlineData("a \"${LIST[*]}\" \"$\"", "a|${LIST[*]}|$")]
    [InlineData("# only a comment", "")]
    [InlineData("a \"b c", "a|b c")]
    public void Line_IsSplitAsHaProxySplitsIt(string line, string words) =>
        Assert.Equal(words, string.Join('|', WordsOf(line)));

    [Theory]
    [InlineData("server s1 \\\n  10.0.0.1:80 \\\n  check\n")]
    [InlineData("server s1 \\\r\n  10.0.0.1:80 \\\r\n  check\r\n")]
    public void BackslashAtTheEnd_ContinuesTheLine(string text)
    {
        var line = Assert.Single(ConfigurationFile.Of(text, isCut: false).Content);
        Assert.Equal(["server", "s1", "10.0.0.1:80", "check"], line.Words);
        Assert.Equal(1, line.Number);
    }

    [Theory]
    [InlineData("a \\\\\nb")]
    [InlineData("a # comment \\\nb")]
    [InlineData("a \\")]
    public void EscapedOrCommentedBackslash_ContinuesNothing(string text) =>
        Assert.Equal("a", ConfigurationFile.Of(text, isCut: false).Content[0].Words[0]);

    [Theory]
    [InlineData("\"${PORT}\"", true)]
    [InlineData("\"$PORT\"", true)]
    [InlineData("'$PORT'", false)]
    [InlineData("$PORT", false)]
    public void Variable_IsOneOnlyInDoubleQuotes(string written, bool isVariable) =>
        Assert.Equal(isVariable, ConfigurationWord.IsVariable(WordsOf(written)[0]));

    private static string[] WordsOf(string line) => [.. ConfigurationWords.Of(line).Words.Select(word => word.Value)];
}
