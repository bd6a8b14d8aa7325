using System.Text;
using System.Text.Json;
using HaDashboard.Adapters.HaProxy.Runtime;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class PromptFramingTests
{
    public static TheoryData<string, string> Transcripts()
    {
        var data = new TheoryData<string, string>();
        foreach (var version in Captured.Versions)
        {
            data.Add(version, "prompt.json");
            data.Add(version, "prompt-user.json");
            data.Add(version, "prompt-timed.json");
            data.Add(version, "prompt-crlf.json");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void TryFindEnd_EveryCapturedReply_EndsAtItsLastByteAndNotBefore(string version, string name)
    {
        var checkedReplies = 0;
        foreach (var exchange in JsonDocument.Parse(Captured.Text(version, name)).RootElement.EnumerateArray())
        {
            var (sent, received) = (
                exchange.GetProperty("sent").GetString()!,
                Encoding.Latin1.GetBytes(exchange.GetProperty("received").GetString()!)
            );
            var isOurs =
                exchange.GetProperty("eof").ValueKind is JsonValueKind.False
                && !sent.Contains(';', StringComparison.Ordinal)
                && sent.Count(c => c == '\n') == 1;
            if (!isOurs || !received.AsSpan().EndsWith("> "u8))
            {
                continue; // closings, and several commands at once, which the session never sends
            }

            Assert.True(
                PromptFraming.TryFindEnd(received, out var length),
                $"{sent}: {Encoding.Latin1.GetString(received)}"
            );
            Assert.True(length == 0 || received[length - 1] == '\n');
            for (var cut = 0; cut < received.Length; cut++)
            {
                Assert.False(PromptFraming.TryFindEnd(received.AsSpan(0, cut), out _), $"{sent} cut at {cut}");
            }

            checkedReplies++;
        }

        Assert.True(checkedReplies >= 2);
    }

    [Theory]
    [InlineData("\n> ", 0)]
    [InlineData("\n\n> ", 1)]
    [InlineData("a\n\n> ", 2)]
    [InlineData("[0:00:00:24]> ", -1)]
    [InlineData("\n[0:00:00:24]> ", 0)]
    [InlineData("a\n\n[0:00:00:24]> ", 2)]
    [InlineData("a\n\n[x]> ", -1)]
    [InlineData("a\n[0:0]> ", -1)]
    [InlineData("a\n> ", -1)]
    [InlineData("a\n> \n> ", -1)]
    [InlineData("> ", -1)]
    [InlineData("", -1)]
    [InlineData("\n>", -1)]
    [InlineData("a\n\n> b", -1)]
    [InlineData("a\n\n>  ", -1)]
    public void TryFindEnd_Received_LengthOfTheReply(string received, int expected) =>
        Assert.Equal(
            expected,
            PromptFraming.TryFindEnd(Encoding.Latin1.GetBytes(received), out var length) ? length : -1
        );
}
