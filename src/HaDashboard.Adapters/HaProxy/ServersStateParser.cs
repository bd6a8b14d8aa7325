using System.Globalization;
using System.Text;
using HaDashboard.Core;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Reads <c>show servers state &lt;backend&gt;</c>, format 1: a line <c>1</c>, a header, a line per server. By name, never by position.</summary>
internal static class ServersStateParser
{
    // HAProxy's check flags: 0x01 in progress, 0x02 configured, 0x04 enabled, 0x08 paused, 0x10 agent.
    private const int CheckConfigured = 0x02;
    private const int CheckEnabled = 0x04;

    /// <returns>null where it does not list the server.</returns>
    /// <exception cref="SourceFailureException">It is no such table.</exception>
    internal static ServerAdministration? Find(ReadOnlySpan<byte> reply, ProxyName proxy, ServerName server)
    {
        var lines = Encoding.UTF8.GetString(reply).Split('\n');
        if (lines[0] is not "1")
        {
            // "[3]: Can't find backend.": it is gone since the table was read
            return lines[0].Contains("Can't find backend", StringComparison.Ordinal) ? null : throw Malformed(lines[0]);
        }

        var columns = lines.Length > 1 && lines[1].StartsWith("# ", StringComparison.Ordinal) ? lines[1][2..].Split(' ') : throw Malformed(lines[0]);
        int Column(string name) => Array.IndexOf(columns, name) is var at and >= 0 ? at : throw Malformed(name);
        var (backend, name) = (Column("be_name"), Column("srv_name"));
        foreach (var line in lines.AsSpan(2))
        {
            var cells = line.Split(' ');
            if (cells.Length >= columns.Length && cells[backend].Equals(proxy.Value, StringComparison.Ordinal) && cells[name].Equals(server.Value, StringComparison.Ordinal))
            {
                int Number(string column) =>
                    int.TryParse(cells[Column(column)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(line);
                var (check, agent) = (Number("srv_check_state"), Number("srv_agent_state"));
                return new ServerAdministration(
                    (ServerAdminState)Number("srv_admin_state"), Number("srv_uweight"), Number("srv_iweight"),
                    (check & CheckConfigured) != 0, (check & CheckEnabled) != 0, (agent & CheckConfigured) != 0, (agent & CheckEnabled) != 0);
            }
        }

        return null;
    }

    private static SourceFailureException Malformed(string what) =>
        new(FailureKind.Malformed, $"HAProxy's show servers state can't be read: '{Printable.Excerpt(what)}'.");
}
