using System.Buffers;

namespace HaDashboard.Adapters.HaProxy.Runtime;

/// <summary>
/// Finds the end of a reply in prompt mode. HAProxy 2.4 to 3.5 write the text, an empty line and <c>&gt; </c> (with <c>prompt timed</c>
/// <c>[0:00:00:24]&gt; </c>). An empty reply is only a line end and the prompt. A <c>\n&gt; </c> inside a text is not a prompt, even where
/// a network packet ends there, because no empty line precedes it.
/// </summary>
internal static class PromptFraming
{
    private const int LongestClock = 32;
    private static readonly SearchValues<byte> Clock = SearchValues.Create("0123456789:"u8);

    /// <param name="received">
    /// All bytes since the command was sent. HAProxy sends nothing without a command, so a prompt can only be the end of the reply.
    /// </param>
    /// <param name="length">The length of the reply without the empty line and the prompt, but with the line end of its last line.</param>
    internal static bool TryFindEnd(ReadOnlySpan<byte> received, out int length)
    {
        length = 0;
        if (!received.EndsWith("> "u8))
        {
            return false;
        }

        var before = WithoutClock(received[..^2]);
        if (before is [(byte)'\n'])
        {
            return true;
        }

        length = before.Length - 1;
        return before.EndsWith("\n\n"u8);
    }

    private static ReadOnlySpan<byte> WithoutClock(ReadOnlySpan<byte> text)
    {
        if (text is not [.., (byte)']'])
        {
            return text;
        }

        var from = Math.Max(0, text.Length - LongestClock);
        var open = text[from..].LastIndexOf((byte)'[');
        return open >= 0 && text[(from + open + 1)..^1].IndexOfAnyExcept(Clock) < 0 ? text[..(from + open)] : text;
    }
}
