using System.Globalization;
using System.Text;

namespace HaDashboard.Simulation.Cluster;

/// <summary>The haproxy.cfg of one node: the users' file with the changes of active faults.</summary>
internal sealed class SimulatedConfigurationFile(
    string path,
    string socketPath,
    IReadOnlyList<(string Name, string Address)> masters,
    SimulatedClusterOptions options
)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _dropped = [];
    private bool _broken;

    public string Path => path;

    public void Write()
    {
        lock (_lock)
        {
            File.WriteAllText(path, Text());
        }
    }

    public void Break(bool broken) => Edit(() => _broken = broken);

    public void Drop(string server, bool dropped) =>
        Edit(() => _ = dropped ? _dropped.Add(server) : _dropped.Remove(server));

    private void Edit(Action edit)
    {
        lock (_lock)
        {
            edit();
            Write();
        }
    }

    private string Text()
    {
        var text = new StringBuilder(
            $"""
            global
                stats socket {socketPath} mode 660 level admin
                stats timeout 30s
                daemon

            defaults
                mode tcp
                option tcplog
                timeout connect 5s
                timeout client  50s
                timeout server  50s

            frontend api-front
                bind 127.0.0.1:5443
                use_backend api-backend

            backend api-backend
                option tcp-check
                balance roundrobin

            """
        );
        foreach (var (name, address) in masters.Where(master => !_dropped.Contains(master.Name)))
        {
            text.Append("    server ").Append(name).Append(' ').Append(address).Append(":6443 check\n");
        }

        if (_broken)
        {
            text.Append("    sever master4 10.0.42.4:6443 check\n"); // A typical typing error: "sever" instead of "server".
        }

        AppendExtraBackends(text);
        return text.ToString();
    }

    private void AppendExtraBackends(StringBuilder text)
    {
        for (var backend = 0; backend < options.ExtraBackends; backend++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nbackend extra-{backend}\n    balance roundrobin\n");
            for (var server = 0; server < options.ServersPerExtraBackend; server++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"    server s{server} 10.9.{backend % 250}.{server % 250}:8080 check\n"
                );
            }
        }
    }
}
