using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>Writes the table of <c>show servers state</c>, format version 1.</summary>
internal static class ShowServersState
{
    private const string Header =
        "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change "
        + "srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn "
        + "srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

    public static string Write(IEnumerable<SimulatedProxy> backends, DateTimeOffset now)
    {
        var text = new StringBuilder(Header);
        foreach (var proxy in backends)
        {
            foreach (var server in proxy.Servers)
            {
                text.Append(Line(proxy, server, now)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Line(SimulatedProxy proxy, SimulatedServer server, DateTimeOffset now)
    {
        // HAProxy's numbers. Check status: 1 INI, 6 L4OK, 7 L4TOUT, 8 L4CON. Result: 3 passed, 2 failed. State: 6 enabled, 7 running,
        // 14 paused.
        var (status, result) = server switch
        {
            { Line.Check: false } => (1, 0),
            { LastCheck: null } => (1, 0),
            { LastCheck: Reachability.Accepting } => (6, 3),
            { LastCheck: Reachability.Dropping } => (7, 2),
            _ => (8, 2),
        };
        var checkState =
            !server.Line.Check ? 0
            : !server.Checked ? 2
            : server.InMaintenance ? 14
            : server.Pending is null ? 6
            : 7;
        var agentState =
            !server.Line.Agent ? 0
            : !server.AgentEnabled ? 18
            : server.InMaintenance ? 30
            : 22; // Bit 16 marks the agent check.
        var operationalState = server.Running ? 2 : 0;
        var sinceChange = (long)(now - server.LastChange).TotalSeconds;
        return $"{proxy.Section.Iid} {proxy.Section.Name} {server.Sid} {server.Line.Name} {server.Line.Address} "
            + $"{operationalState} {server.Admin} {server.Weight} {server.Line.Weight} {sinceChange} "
            + $"{status} {result} {server.Health} {checkState} {agentState} 0 0 - {server.Line.Port} - 0 0 - - 0";
    }
}
