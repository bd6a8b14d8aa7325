using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Parsing;

/// <summary>
/// Parses the replies to <c>show info</c> of one node. Of about sixty fields a dozen change between two polls; the strings of the other
/// fields are reused. Not thread-safe.
/// </summary>
internal sealed class InfoParser
{
    private const int MaxVersion = 64;
    private const int MaxFields = 1000;
    private byte[] _reply = [];
    private int _replyLength;
    private List<Line> _lines = [];
    private List<Line> _lastLines = [];

    /// <param name="reply">The reply without its prompt.</param>
    /// <param name="at">When the reply arrived.</param>
    /// <exception cref="SourceFailureException">
    /// The reply is not a complete answer to <c>show info</c>, or it is of an HAProxy that is not supported.
    /// </exception>
    internal ProcessInfo Parse(ReadOnlySpan<byte> reply, DateTimeOffset at)
    {
        (_lines, _lastLines) = (_lastLines, _lines);
        _lines.Clear();
        try
        {
            ReadLines(reply);
            var process = Process(reply, at);
            Remember(reply);
            return process;
        }
        catch
        {
            _lines.Clear();
            throw;
        }
    }

    private void ReadLines(ReadOnlySpan<byte> reply)
    {
        for (var start = 0; start < reply.Length && reply[start] != (byte)'\n'; )
        {
            var length = reply[start..].IndexOf((byte)'\n');
            if (length < 0 || _lines.Count == MaxFields)
            {
                throw Malformed(
                    length < 0
                        ? HaProxyAdapterTexts.InfoTruncated(Excerpt(reply))
                        : HaProxyAdapterTexts.InfoTooLong(MaxFields, Excerpt(reply))
                );
            }

            _lines.Add(ReadLine(reply, start, length));
            start += length + 1;
        }
    }

    private Line ReadLine(ReadOnlySpan<byte> reply, int start, int length)
    {
        var line = reply.Slice(start, length);
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            throw Malformed(HaProxyAdapterTexts.InfoLineWithoutName(Excerpt(line), Excerpt(reply)));
        }

        var last = _lines.Count < _lastLines.Count ? _lastLines[_lines.Count] : default;
        var known = _reply.AsSpan(0, _replyLength).Slice(last.Start, last.Length);
        if (known.SequenceEqual(line))
        {
            return new Line(start, length, last.Field);
        }

        var sameName = known.Length > colon && known[..(colon + 1)].SequenceEqual(line[..(colon + 1)]);
        var name = sameName ? last.Field.Key : Encoding.UTF8.GetString(line[..colon]);
        return new Line(start, length, KeyValuePair.Create(name, Value(line[(colon + 1)..])));
    }

    // description: "edge, rack ""7""; row=B: main"
    private static string Value(ReadOnlySpan<byte> text)
    {
        text = text is [(byte)' ', ..] ? text[1..] : text;
        return text is [(byte)'"', .., (byte)'"']
            ? Encoding.UTF8.GetString(text[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(text);
    }

    private ProcessInfo Process(ReadOnlySpan<byte> reply, DateTimeOffset at)
    {
        var fields = new KeyValuePair<string, string>[_lines.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = _lines[i].Field;
        }

        var process = new ProcessInfo("", 0, 0, false, at, ImmutableCollectionsMarshal.AsImmutableArray(fields));
        var version = Harmless(process.Text("Version")) ?? throw Missing(reply, "Version");
        RequireSupport(version, process.Number("Nbproc"));
        return process with
        {
            Version = version,
            Pid = (int)Required(process, reply, "Pid", 1, int.MaxValue),
            UptimeSeconds = Required(process, reply, "Uptime_sec", 0, long.MaxValue),
            // 1.8 does not report it.
            Stopping =
                process.Text("Stopping") is not null
                && Required(process, reply, "Stopping", long.MinValue, long.MaxValue) != 0,
        };
    }

    // With nbproc, each connection to the socket may reach another process with servers, checks and counters of its own. What one of them
    // shows is not the state of the node, and a change in one of them is not a change of the node.
    private static void RequireSupport(string version, long? processes)
    {
        if (HaProxyVersion.Of(version) is { IsSupported: false })
        {
            throw Unsupported(HaProxyAdapterTexts.VersionTooOld(version, $"{HaProxyVersion.OldestSupported}"));
        }

        if (processes > 1)
        {
            throw Unsupported(HaProxyAdapterTexts.SeveralProcesses(processes.Value));
        }
    }

    // The version is logged and printed by --check; an escape sequence from a compromised node would control the terminal.
    private static string? Harmless(string? version) =>
        version is null || (version.Length <= MaxVersion && !version.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? version
            : Printable.Excerpt(version, MaxVersion);

    private static long Required(ProcessInfo process, ReadOnlySpan<byte> reply, string field, long least, long most) =>
        process.Text(field) is not { } text ? throw Missing(reply, field)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least
        && value <= most
            ? value
        : throw Malformed(HaProxyAdapterTexts.InfoFieldInvalid(field, Printable.Excerpt(text, 40), Excerpt(reply)));

    private void Remember(ReadOnlySpan<byte> reply)
    {
        if (_reply.Length < reply.Length)
        {
            _reply = new byte[reply.Length + 256];
        }

        reply.CopyTo(_reply);
        _replyLength = reply.Length;
    }

    private static SourceFailureException Missing(ReadOnlySpan<byte> reply, string field) =>
        Malformed(HaProxyAdapterTexts.InfoFieldMissing(field, Excerpt(reply)));

    private static SourceFailureException Unsupported(Message reason) => new(FailureKind.Unsupported, reason);

    private static SourceFailureException Malformed(Message reason) => new(FailureKind.Malformed, reason);

    private static string Excerpt(ReadOnlySpan<byte> text) =>
        Printable.Excerpt(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 400)]).TrimEnd('\n'));

    private readonly record struct Line(int Start, int Length, KeyValuePair<string, string> Field);
}
