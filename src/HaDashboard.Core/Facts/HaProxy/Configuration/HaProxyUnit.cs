using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>The settings of HAProxy's systemd unit that affect a reload and a boot.</summary>
/// <param name="FileState"><c>enabled</c>, <c>disabled</c>, <c>masked</c>…; null if the command does not print it.</param>
/// <param name="Reload">The command lines of <c>ExecReload</c> in order.</param>
public sealed record HaProxyUnit(string? FileState, ImmutableArray<UnitCommand> Reload)
{
    private const int MostLines = 20;

    /// <summary>True if a reload validates the configuration file first and stops if it is invalid.</summary>
    public bool ValidatesBeforeReload => !Reload.IsEmpty && Reload[0].Validates;

    /// <summary>Parses the output of <c>systemctl show</c> or <c>systemctl cat</c>. Only the required lines are kept.</summary>
    /// <returns>null if the text is neither.</returns>
    public static HaProxyUnit? Parse(string text)
    {
        string? state = null;
        var seen = false;
        var reload = ImmutableArray.CreateBuilder<UnitCommand>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var (key, value) = line.IndexOf('=') is > 0 and var at ? (line[..at], line[(at + 1)..].Trim()) : (line, "");
            switch (key)
            {
                case "UnitFileState":
                    (seen, state) = (true, value.Length == 0 ? null : Printable.Excerpt(value, 30));
                    break;
                case "ExecReload" when value.Length == 0: // With an empty ExecReload a drop-in removes the commands of the unit.
                    seen = true;
                    reload.Clear();
                    break;
                case "ExecReload" when reload.Count < MostLines:
                    seen = true;
                    reload.Add(UnitCommand.Parse(value));
                    break;
                case "[Service]" or "ExecStart":
                    seen = true;
                    break;
            }
        }

        return seen ? new HaProxyUnit(state, reload.ToImmutable()) : null;
    }

    public bool Equals(HaProxyUnit? other) =>
        other is not null
        && string.Equals(FileState, other.FileState, StringComparison.Ordinal)
        && Reload.SequenceEqual(other.Reload);

    public override int GetHashCode() => HashCode.Combine(FileState, Reload.Length);
}

/// <summary>One command line of a systemd unit.</summary>
/// <param name="IgnoresFailure">True if systemd continues with the next line when this one fails.</param>
public sealed record UnitCommand(string Line, bool IgnoresFailure)
{
    /// <summary>True for <c>haproxy … -c …</c> whose failure is not ignored.</summary>
    public bool Validates =>
        !IgnoresFailure
        && Line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var program, .. var arguments]
        && program.EndsWith("haproxy", StringComparison.Ordinal)
        && arguments.Contains("-c", StringComparer.Ordinal);

    // systemctl show prints { path=… ; argv[]=/usr/sbin/haproxy -c … ; ignore_errors=no ; … }.
    // A unit file has the line with its prefixes.
    internal static UnitCommand Parse(string value)
    {
        const string Arguments = "argv[]=";
        if (!value.StartsWith('{'))
        {
            var line = value.TrimStart('-', '@', ':', '+', '!');
            return new UnitCommand(
                Printable.Excerpt(line, 200),
                value[..^line.Length].Contains('-', StringComparison.Ordinal)
            );
        }

        var parts = value.Trim('{', '}', ' ').Split(" ; ");
        var argv = parts
            .FirstOrDefault(part => part.TrimStart().StartsWith(Arguments, StringComparison.Ordinal))
            ?.TrimStart()[Arguments.Length..]
            ?? "";
        return new UnitCommand(
            Printable.Excerpt(argv.Trim(), 200),
            parts.Any(part => part.Trim() is "ignore_errors=yes")
        );
    }
}
