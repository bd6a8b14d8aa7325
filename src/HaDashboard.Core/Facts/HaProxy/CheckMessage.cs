using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The severity of a message that HAProxy prints when it reads its configuration.</summary>
public enum CheckSeverity
{
    Notice,
    Warning,

    /// <summary>HAProxy does not start with this configuration.</summary>
    Alert,
}

/// <summary>A message that HAProxy prints when it reads its configuration.</summary>
/// <param name="File">The configuration file; null if the message does not refer to a place in a file.</param>
public sealed partial record CheckMessage(CheckSeverity Severity, string? File, int? Line, string Text)
{
    private const int Kept = 100;
    private const int MaxText = 500;

    /// <summary>The messages in the output of a check or a reload. Other lines are ignored.</summary>
    public static ImmutableArray<CheckMessage> In(string output)
    {
        var messages = ImmutableArray.CreateBuilder<CheckMessage>();
        foreach (var line in output.Split('\n'))
        {
            if (
                messages.Count < Kept
                && line.StartsWith('[')
                && Grammar().Match(line.TrimEnd()) is { Success: true } match
            )
            {
                messages.Add(
                    new CheckMessage(
                        match.Groups["severity"].ValueSpan switch
                        {
                            "ALERT" or "EMERG" => CheckSeverity.Alert,
                            "WARNING" => CheckSeverity.Warning,
                            _ => CheckSeverity.Notice,
                        },
                        match.Groups["file"] is { Success: true } file ? Printable.Excerpt(file.Value) : null,
                        int.TryParse(
                            match.Groups["line"].ValueSpan,
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out var number
                        )
                            ? number
                            : null,
                        Printable.Excerpt(match.Groups["text"].Value, MaxText)
                    )
                );
            }
        }

        return messages.ToImmutable();
    }

    // "[ALERT]    (35) : config : parsing [/etc/haproxy/haproxy.cfg:26] : unknown keyword …". 2.4 prints a date before the PID.
    [GeneratedRegex(
        @"^\[(?<severity>ALERT|EMERG|WARNING|NOTICE|INFO|DIAG)\]\s+(\S+\s+)?\([0-9]+\) : (config : )?(parsing )?"
            + @"(\[(?<file>[^\]:]+):(?<line>[0-9]{1,9})\] ?: )?(?<text>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Grammar();
}
