using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Configuration;

/// <summary>The section <c>HaDashboard</c>, read once at start.</summary>
/// <param name="ApiBackend">
/// The HAProxy backend whose servers are the masters' apiservers; null: every backend that has such a server.
/// </param>
public sealed record DashboardSettings(
    string ClusterName,
    PollingSettings Polling,
    ImmutableArray<NodeSettings> Nodes,
    string? ApiBackend,
    KubernetesSettings Kubernetes,
    ControlPlaneSettings ControlPlane,
    AccessSettings Access,
    HistorySettings History,
    AlertSettings Alerts,
    AuditSettings Audit
)
{
    public const string SectionName = "HaDashboard";

    /// <summary>Full paths of the configured keys that no part of the program uses yet.</summary>
    public ImmutableArray<string> WithoutEffect { get; init; } = [];

    /// <summary>The expected cluster: the nodes, the API backend and the sources.</summary>
    public ClusterInventory ToInventory() =>
        new(
            ClusterName,
            [.. Nodes.Select(InventoryNodeOf)],
            ApiBackend,
            Polling.StaleAfter,
            Kubernetes.IsWatched,
            ControlPlane.IsProbed ? Probes : null
        )
        {
            Endpoints = ControlPlane.Endpoints,
        };

    private InventoryNode InventoryNodeOf(NodeSettings node)
    {
        var components =
            node.Role is NodeRole.Master ? node.Components.Over(ControlPlane.Components) : ComponentUrls.None;
        return new InventoryNode(
            node.Name,
            node.Role,
            node.Address,
            node.HaProxy is { IsEnabled: true, MasterSocket: not null }
        )
        {
            Doctor = node.Doctor.Commands,
            Addresses = node.Addresses,
            HasHaProxy = node.HaProxy.IsEnabled,
            ApiServerPort = components.ApiServer?.Port,
            Components = components,
        };
    }

    /// <summary>How the control plane is probed; a probe takes no longer than the configured limit of a poll.</summary>
    public ProbeSchedule Probes
    {
        get
        {
            var schedule = ProbeSchedule.Default;
            return Polling.Timeout < schedule.Timeout ? schedule with { Timeout = Polling.Timeout } : schedule;
        }
    }

    /// <summary>Reads the whole section. The result is usable only if <paramref name="problems"/> stays empty.</summary>
    /// <param name="withoutKnownHosts">True: <c>KnownHostsFile</c> may be missing, because the caller writes it.</param>
    public static DashboardSettings Read(
        IConfiguration configuration,
        SettingsProblems problems,
        bool withoutKnownHosts = false
    )
    {
        var section = configuration.GetSection(SectionName);
        var settings = SettingsReader.Read(section, problems, Read) with
        {
            WithoutEffect = SettingsWithoutEffect.ConfiguredIn(section),
        };
        foreach (
            var file in settings
                .Files.Distinct()
                .Where(file => !withoutKnownHosts || !file.Key.EndsWith(":KnownHostsFile", StringComparison.Ordinal))
        )
        {
            file.MustBeReadable(problems);
        }

        settings.Kubernetes.MustBeUsable(problems);

        return settings;
    }

    private IEnumerable<FileSetting> Files =>
        Nodes
            .Where(node => node.Transport is Transport.Ssh)
            .SelectMany(node => node.Ssh.Files)
            .Concat(ControlPlane.Files)
            .Concat(new[] { Kubernetes.KubeConfig, Access.Oidc.ClientSecretFile }.OfType<FileSetting>());

    private static DashboardSettings Read(SettingsReader reader)
    {
        var name = reader.Text("ClusterName") ?? "kubernetes";
        var polling = reader.Section("Polling", PollingSettings.Read);
        var ssh = reader.Section("Ssh", section => SshSettings.Read(section, SshSettings.Default));
        var (haProxy, apiBackend) = reader.Section("HaProxy", ReadHaProxy);
        return new DashboardSettings(
            name,
            polling,
            NodeSettings.ReadAll(
                reader,
                ssh,
                haProxy,
                reader.Section("Doctor", section => DoctorSettings.Read(section, DoctorSettings.Default))
            ),
            apiBackend,
            reader.Section("Kubernetes", KubernetesSettings.Read),
            reader.Section("ControlPlane", ControlPlaneSettings.Read),
            reader.Section("Access", AccessSettings.Read),
            reader.Section("History", HistorySettings.Read),
            reader.Section("Alerts", AlertSettings.Read),
            reader.Section("Audit", AuditSettings.Read)
        );
    }

    private static (HaProxyOverrides Defaults, string? ApiBackend) ReadHaProxy(SettingsReader reader)
    {
        _ = ProxyNameOf(reader, "ApiFrontend", "api-front"); // without effect: frontends are found by their backend
        return (HaProxyOverrides.Read(reader), ProxyNameOf(reader, "ApiBackend", "api-backend"));
    }

    private static string? ProxyNameOf(SettingsReader reader, string name, string example)
    {
        var text = reader.Text(name);
        if (text is not null && !ProxyName.TryParse(text, out _))
        {
            reader.Problem(
                name,
                $"'{text}' is not a proxy name",
                $"Letters, digits, '-', '_', '.' and ':', for example {example}"
            );
        }

        return text;
    }
}
