using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Parsing;

/// <summary>
/// Parses <c>show servers state</c>, format 1: a line <c>1</c>, a header, a line per server. Columns are found by name, never by position.
/// </summary>
internal static class ServersStateParser
{
    // HAProxy's check flags: 0x01 in progress, 0x02 configured, 0x04 enabled, 0x08 paused, 0x10 agent.
    private const int CheckConfigured = 0x02;
    private const int CheckEnabled = 0x04;

    private static readonly string[] Needed =
    [
        "be_name",
        "srv_name",
        "srv_admin_state",
        "srv_uweight",
        "srv_iweight",
        "srv_check_state",
        "srv_agent_state",
    ];

    /// <returns>null where it does not list the server.</returns>
    /// <exception cref="SourceFailureException">The reply is not such a table.</exception>
    internal static ServerAdministration? Find(ReadOnlySpan<byte> reply, ProxyName proxy, ServerName server)
    {
        foreach (var found in All(reply, proxy, server))
        {
            return found.Administration;
        }

        return null;
    }

    /// <summary>Every server, or the one with this proxy and name.</summary>
    /// <exception cref="SourceFailureException">The reply is not such a table.</exception>
    internal static ImmutableArray<ServerRuntime> All(
        ReadOnlySpan<byte> reply,
        ProxyName? proxy = null,
        ServerName? server = null
    )
    {
        var lines = Encoding.UTF8.GetString(reply).Split('\n');
        if (lines[0] is not "1")
        {
            // "[3]: Can't find backend.": it was removed after the table was read.
            return lines[0].Contains("Can't find backend", StringComparison.Ordinal) ? [] : throw Malformed(lines[0]);
        }

        var columns =
            lines.Length > 1 && lines[1].StartsWith("# ", StringComparison.Ordinal)
                ? lines[1][2..].Split(' ')
                : throw Malformed(lines[0]);
        if (Needed.FirstOrDefault(column => !columns.Contains(column, StringComparer.Ordinal)) is { } missing)
        {
            throw Malformed(missing);
        }

        var found = ImmutableArray.CreateBuilder<ServerRuntime>();
        foreach (var line in lines.AsSpan(2))
        {
            var row = new Row(columns, line.Split(' '));
            if (
                row.IsWhole
                && ProxyName.TryParse(row.Text("be_name"), out var backend)
                && ServerName.TryParse(row.Text("srv_name"), out var name)
                && (proxy is null || backend == proxy)
                && (server is null || name == server)
            )
            {
                found.Add(new ServerRuntime(backend, name, AdministrationOf(row), AddressOf(row)));
            }
        }

        return found.ToImmutable();
    }

    private static ServerAdministration AdministrationOf(Row row)
    {
        var (check, agent) = (row.Number("srv_check_state"), row.Number("srv_agent_state"));
        return new ServerAdministration(
            (ServerAdminState)row.Number("srv_admin_state"),
            row.Number("srv_uweight"),
            row.Number("srv_iweight"),
            (check & CheckConfigured) != 0,
            (check & CheckEnabled) != 0,
            (agent & CheckConfigured) != 0,
            (agent & CheckEnabled) != 0
        );
    }

    private static string? AddressOf(Row row) =>
        (row.TextOrNull("srv_addr"), row.TextOrNull("srv_port")) switch
        {
            (null or "-" or "", _) or (_, null) => null,
            (var address, var port) => address.Contains(':', StringComparison.Ordinal)
                ? $"[{address}]:{port}"
                : $"{address}:{port}",
        };

    private readonly record struct Row(string[] Columns, string[] Cells)
    {
        internal bool IsWhole => Cells.Length >= Columns.Length;

        internal string? TextOrNull(string column) =>
            Array.IndexOf(Columns, column) is var at and >= 0 ? Cells[at] : null;

        internal string Text(string column) => TextOrNull(column) ?? throw Malformed(column);

        internal int Number(string column) =>
            int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Malformed(string.Join(' ', Cells));
    }

    private static SourceFailureException Malformed(string what) =>
        new(FailureKind.Malformed, HaProxyAdapterTexts.ServersStateUnreadable(Printable.Excerpt(what)));
}
