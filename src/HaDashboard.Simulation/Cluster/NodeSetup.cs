namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// Writes what commands on a node print about its setup: HAProxy's systemd unit, and the API addresses in its kubeconfig files.
/// </summary>
internal static class NodeSetup
{
    public static void Write(string directory, SimulatedNode node, bool validates)
    {
        var check = validates ? Exec("/usr/sbin/haproxy", "-Ws -f /etc/haproxy/haproxy.cfg -c -q") : "";
        var signal = Exec("/bin/kill", "-USR2 711");
        File.WriteAllText(Path.Combine(directory, "unit"), $"UnitFileState=enabled\n{check}{signal}");
        string[] files = node.IsMaster
            ? ["kubelet.conf", "controller-manager.conf", "scheduler.conf"]
            : ["kubelet.conf"];
        File.WriteAllText(
            Path.Combine(directory, "servers"),
            string.Concat(files.Select(file => $"/etc/kubernetes/{file}:    server: https://{Server(file, node)}\n"))
        );
    }

    private static string Server(string file, SimulatedNode node) =>
        file is "kubelet.conf" ? "127.0.0.1:5443" : $"{node.Address}:6443";

    private static string Exec(string path, string arguments) =>
        $"ExecReload={{ path={path} ; argv[]={path} {arguments} ; ignore_errors=no ; "
        + "start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n";
}
