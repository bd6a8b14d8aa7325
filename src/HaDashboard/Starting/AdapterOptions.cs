using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Configuration;

namespace HaDashboard.Starting;

/// <summary>The settings in the words of each adapter.</summary>
internal static class AdapterOptions
{
    public static ImmutableArray<NodeOptions> NodeOptions(this DashboardSettings settings) => [.. settings.Nodes.Select(node => NodeOf(node, settings.Polling.Timeout))];

    public static ImmutableArray<HaProxyNodeOptions> HaProxyNodeOptions(this DashboardSettings settings) =>
        [.. settings.Nodes.Select(node => new HaProxyNodeOptions(node.Name, node.HaProxy.Socket, node.HaProxy.CheckCommand, node.HaProxy.ReloadCommand))];

    public static PollingOptions PollingOptions(this DashboardSettings settings) => new(settings.Polling.Interval, settings.Polling.Timeout);

    public static KubernetesOptions KubernetesOptions(this DashboardSettings settings) => new()
    {
        KubeConfig = settings.Kubernetes.KubeConfig?.Path,
        Context = settings.Kubernetes.Context,
        InCluster = settings.Kubernetes.InCluster,
        Namespace = settings.Kubernetes.Namespace,
        ThroughNodes = settings.Kubernetes.ThroughNodes,
        Server = settings.Kubernetes.Server?.ToString(),
    };

    private static NodeOptions NodeOf(NodeSettings node, TimeSpan timeout) => node.Transport is Transport.UnixSocket
        ? new NodeOptions(node.Name, NodeTransport.UnixSocket, node.Address, null, timeout)
        : new NodeOptions(node.Name, NodeTransport.Ssh, node.Address, SshOf(node.Ssh), timeout);

    private static SshOptions SshOf(SshSettings ssh) => new()
    {
        User = ssh.User,
        Port = ssh.Port,
        PrivateKeyFile = ssh.PrivateKeyFile.Path,
        PrivateKeyPassphraseFile = ssh.PrivateKeyPassphraseFile?.Path,
        CertificateFile = ssh.CertificateFile?.Path,
        KnownHostsFile = ssh.KnownHostsFile.Path,
    };
}
