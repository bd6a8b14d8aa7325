using System.Collections.Immutable;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.NodeLogs;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Starting;

/// <summary>Converts the settings to the options of each adapter.</summary>
internal static class AdapterOptions
{
    public static ImmutableArray<NodeOptions> NodeOptions(this DashboardSettings settings) =>
        [.. settings.Nodes.Select(node => NodeOf(node, settings.Polling.Timeout))];

    public static ImmutableArray<HaProxyNodeOptions> HaProxyNodeOptions(this DashboardSettings settings) =>
        [
            .. settings.Nodes.Select(node => new HaProxyNodeOptions(
                node.Name,
                node.HaProxy.Socket,
                node.HaProxy.CheckCommand,
                node.HaProxy.ReloadCommand
            )
            {
                MasterSocket = node.HaProxy.MasterSocket,
                ConfigFiles = node.HaProxy.ConfigFiles,
                ReadConfigCommand = node.HaProxy.ReadConfigCommand,
                UnitCommand = node.Doctor.UnitCommand,
                KubeconfigCommand = node.Doctor.KubeconfigCommand,
                ClockCommand = node.Doctor.ClockCommand,
                LoadCommand = node.Doctor.LoadCommand,
                AddressCommand = node.Doctor.AddressCommand,
                HostNames = HostNamesOf(node),
                HasKey = node.Transport is Transport.Ssh,
                HasHaProxy = node.HaProxy.IsEnabled,
            }),
        ];

    public static ImmutableArray<NodeLogOptions> NodeLogOptions(this DashboardSettings settings) =>
        [.. settings.Nodes.Select(node => new NodeLogOptions(node.Name, LogsOf(node, settings)))];

    private static ImmutableDictionary<NodeLog, string> LogsOf(NodeSettings node, DashboardSettings settings)
    {
        var commands =
            node.Role is NodeRole.Master
                ? settings.ControlPlane.LogCommands
                : ImmutableDictionary<NodeLog, string>.Empty;
        return node.HaProxy.JournalCommand is { } journal ? commands.Add(NodeLog.HaProxyJournal, journal) : commands;
    }

    public static PollingOptions PollingOptions(this DashboardSettings settings) =>
        new(settings.Polling.Interval, settings.Polling.Timeout);

    public static KubernetesOptions KubernetesOptions(this DashboardSettings settings) =>
        new()
        {
            KubeConfig = settings.Kubernetes.KubeConfig?.Path,
            Context = settings.Kubernetes.Context,
            InCluster = settings.Kubernetes.InCluster,
            Namespace = settings.Kubernetes.Namespace,
            ThroughNodes = settings.Kubernetes.ThroughNodes,
            Masters = [.. settings.ToInventory().Nodes.Where(node => node.Role is NodeRole.Master)],
            LeaseInterval = settings.ControlPlane.IsProbed ? SourceCatalogue.KubernetesLeases.Interval : null,
            NodeLeaseInterval = settings.ControlPlane.IsProbed ? SourceCatalogue.KubernetesNodeLeases.Interval : null,
            ReadsSetup = true,
            Server = settings.Kubernetes.Server?.ToString(),
            ServerAuthority = settings.Kubernetes.ServerAuthority,
        };

    /// <summary>The options of the control-plane probes; null if nothing is probed.</summary>
    public static ControlPlaneOptions? ControlPlaneOptions(this DashboardSettings settings) =>
        settings.ControlPlane.IsProbed
            ? new ControlPlaneOptions
            {
                Nodes = settings.ToInventory().Nodes,
                EtcdCertificateFile = settings.ControlPlane.EtcdCertificateFile?.Path,
                EtcdKeyFile = settings.ControlPlane.EtcdKeyFile?.Path,
                EtcdCaFile = settings.ControlPlane.EtcdCaFile?.Path,
                EndpointConnections = Math.Clamp(settings.Nodes.Count(node => node.Role is NodeRole.Master), 3, 9),
                Schedule = settings.Probes,
            }
            : null;

    private static ImmutableArray<string> HostNamesOf(NodeSettings node) =>
        [
            .. node
                .Addresses.Append(node.Address)
                .OfType<string>()
                .Select(HostPort.Canonical)
                .Where(host => !new HostPort(host, null).IsIp)
                .Distinct(StringComparer.Ordinal),
        ];

    private static NodeOptions NodeOf(NodeSettings node, TimeSpan timeout) =>
        node.Transport is Transport.UnixSocket
            ? new NodeOptions(node.Name, NodeTransport.UnixSocket, node.Address, null, timeout) { Ports = node.Ports }
            : new NodeOptions(
                node.Name,
                NodeTransport.Ssh,
                node.Address,
                SshOf(node.Ssh),
                timeout,
                ActionSshOf(node.Ssh)
            );

    private static SshOptions? ActionSshOf(SshSettings ssh) =>
        ssh.ActionKeyFile is { } key
            ? SshOf(ssh) with
            {
                PrivateKeyFile = key.Path,
                PrivateKeyPassphraseFile = ssh.ActionKeyPassphraseFile?.Path,
                CertificateFile = null,
            }
            : null;

    private static SshOptions SshOf(SshSettings ssh) =>
        new()
        {
            User = ssh.User,
            Port = ssh.Port,
            PrivateKeyFile = ssh.PrivateKeyFile.Path,
            PrivateKeyPassphraseFile = ssh.PrivateKeyPassphraseFile?.Path,
            CertificateFile = ssh.CertificateFile?.Path,
            KnownHostsFile = ssh.KnownHostsFile.Path,
        };
}
