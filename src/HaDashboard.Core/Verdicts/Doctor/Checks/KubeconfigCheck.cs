namespace HaDashboard.Core.Verdicts.Doctor.Checks;

/// <summary>D4. A kubelet that knows the first master alone falls with it, whatever the load balancer does.</summary>
internal sealed class KubeconfigCheck() : TopologyCheck(
    "D4", "Kubelets and components are not pinned to the first master",
    "kubeadm once wrote the first master's own address into kubelet.conf and the components' files: when that host died, every kubelet went NotReady with two healthy masters beside it.",
    new DoctorSource("kubernetes/kubeadm#1955", "https://github.com/kubernetes/kubeadm/issues/1955"))
{
    protected override IEnumerable<DoctorNote> Look(Patient patient)
    {
        if (!patient.Snapshot.Nodes.IsEmpty)
        {
            yield return Needs("kubelet.conf of every node and controller-manager.conf and scheduler.conf of every master: they hold private keys, root alone may read them, and this dashboard does not ask for that. The command below shows the one line that matters.");
        }
    }

    protected override DoctorFix? Fix(Patient patient) => new(
        "every node, as root; the kubelet's server should be the endpoint of D3, never one master's address",
        "grep -H 'server:' /etc/kubernetes/kubelet.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf\n");
}
