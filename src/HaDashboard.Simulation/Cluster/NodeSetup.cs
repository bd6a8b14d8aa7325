namespace HaDashboard.Simulation;

/// <summary>What commands on a node would print of how it is built: its HAProxy's unit, and where its kubeconfig files point to.</summary>
internal static class NodeSetup
{
    public static void Write(string directory, SimulatedNode node, bool validates)
    {
        File.WriteAllText(
            Path.Combine(directory, "unit"),
            $"UnitFileState=enabled\n{(validates ? Exec("/usr/sbin/haproxy", "-Ws -f /etc/haproxy/haproxy.cfg -c -q") : "")}{Exec("/bin/kill", "-USR2 711")}"
        );
        string[] files = node.IsMaster
            ? ["kubelet.conf", "controller-manager.conf", "scheduler.conf"]
            : ["kubelet.conf"];
        File.WriteAllText(
            Path.Combine(directory, "servers"),
            string.Concat(
                files.Select(file =>
                    $"/etc/kubernetes/{file}:    server: https://{(file is "kubelet.conf" ? "127.0.0.1:5443" : $"{node.Address}:6443")}\n"
                )
            )
        );
    }

    private static string Exec(string path, string arguments) =>
        $"ExecReload={{ path={path} ; argv[]={path} {arguments} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }}\n";
}
