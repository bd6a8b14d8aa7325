using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>The facts that the checks read, and the values that the fixes contain.</summary>
internal sealed class DoctorContext
{
    private const string KubeadmPort = "6443";

    private DoctorContext(ClusterDiagnosis diagnosis, DateTimeOffset now, int alternative)
    {
        var snapshot = diagnosis.Snapshot;
        Diagnosis = diagnosis;
        Now = now;
        Files = [.. snapshot.Nodes.Select(node => (node, Alternative(diagnosis.ConfigurationOf(node), alternative)))];
        Unwatched =
        [
            .. (snapshot.Kubernetes.Nodes.FreshValue?.Values ?? []).Where(node => snapshot.Node(node.Name) is null),
        ];
    }

    /// <summary>
    /// One context for each choice of the branches of <c>.if</c> in the files; one without any <c>.if</c>. See
    /// <see cref="ParsedConfiguration.Alternatives"/>.
    /// </summary>
    internal static ImmutableArray<DoctorContext> Alternatives(ClusterDiagnosis diagnosis, DateTimeOffset now)
    {
        var count = diagnosis
            .Snapshot.Nodes.Select(node => diagnosis.ConfigurationOf(node)?.Alternatives.Length ?? 1)
            .Append(1)
            .Max();
        return [.. Enumerable.Range(0, count).Select(i => new DoctorContext(diagnosis, now, i))];
    }

    internal ClusterDiagnosis Diagnosis { get; }

    internal ClusterSnapshot Snapshot => Diagnosis.Snapshot;

    internal DateTimeOffset Now { get; }

    internal ImmutableArray<MatrixColumn> Matrix => Diagnosis.Matrix;

    /// <summary>Every node's haproxy.cfg; null where it can't be read now.</summary>
    internal ImmutableArray<(NodeState Node, ParsedConfiguration? File)> Files { get; }

    /// <summary>What the API has and the inventory lacks.</summary>
    internal ImmutableArray<Node> Unwatched { get; }

    /// <summary>kubeadm's controlPlaneEndpoint; null where it is not known now.</summary>
    internal ControlPlaneEndpoint? Endpoint =>
        ControlPlaneEndpoint.Parse(Snapshot.Kubernetes.Kubeadm.FreshValue?.ControlPlaneEndpoint);

    /// <summary>The API backend that texts and fixes name: the first one.</summary>
    internal string Backend =>
        Snapshot.Inventory.ApiBackend ?? Diagnosis.Map.BackendNames.FirstOrDefault() ?? "api-backend";

    /// <summary>The API backend of a node: its own where the names differ between nodes.</summary>
    internal string BackendOf(NodeState node) =>
        Diagnosis.Map.BackendsOf(node.Name) is [var backend, ..] ? backend.Name.Value : Backend;

    /// <summary>The admin socket as the first file that names one has it, else Debian's.</summary>
    internal string Socket =>
        Files
            .SelectMany(pair => pair.File?.Global("stats", "socket") ?? [])
            .Select(line => line.ElementAtOrDefault(2))
            .FirstOrDefault(path => path is ['/', ..])
        ?? HaProxyDefaults.Socket;

    internal IEnumerable<NodeState> Masters => Snapshot.Nodes.Where(node => node.IsMaster);

    /// <summary>Why a slice has no current value, as the end of "needs …".</summary>
    /// <param name="data">What the slice holds, as a noun phrase.</param>
    internal static Message Want<T>(Slice<T> slice, Message data)
        where T : class =>
        slice.Failure is { } failure ? DoctorTexts.DataFailed(data, failure.Message.AsSentence())
        : slice.Value is null ? DoctorTexts.DataNotReadYet(data)
        : DoctorTexts.DataStale(data);

    /// <summary>Why the haproxy.cfg of a node is not known, as the end of "needs …".</summary>
    internal static Message WantFile(NodeState node) => Want(node.Configuration, DoctorTexts.HaProxyFile(node.Name));

    /// <summary>Why HAProxy's statistics of a node are not known, as the end of "needs …".</summary>
    internal static Message WantHaProxy(NodeState node) => Want(node.HaProxy, DoctorTexts.HaProxyResponse(node.Name));

    /// <summary>
    /// The address that the server lines should have: the node's InternalIP, else the inventory's where that is an address.
    /// </summary>
    internal string? AddressOf(NodeState node) =>
        (Snapshot.Kubernetes.Nodes.IsFresh ? Snapshot.Kubernetes.Node(node.Name)?.InternalIp : null)
        ?? (IPAddress.TryParse(node.Config.Address, out _) ? node.Config.Address : null);

    /// <summary>A server line for every master, named as it is now where it is listed.</summary>
    /// <param name="rest">What follows the address, <c> check</c>.</param>
    internal string ServerLines(string rest) =>
        string.Concat(
            Masters
                .Select(node =>
                    (
                        Name: ColumnOf(node)?.ServerName ?? node.Name.Value,
                        Address: AddressOf(node) ?? node.Config.Address ?? "ADDRESS"
                    )
                )
                .Concat(
                    Unwatched
                        .Where(node => node.IsMaster)
                        .Select(node => (Name: node.Name.Value, Address: node.InternalIp ?? "ADDRESS"))
                )
                .Select(master => $"    server {master.Name} {Bracketed(master.Address)}:{Port}{rest}\n")
        );

    internal MatrixColumn? ColumnOf(NodeState master) => Matrix.FirstOrDefault(column => column.Master == master.Name);

    /// <summary>The oldest minor version of the apiservers, as far as known: the 20 of 1.20.</summary>
    internal int? OldestApiServer =>
        Masters
            .Select(node => Minor(node.ApiServer.Value?.Version ?? Snapshot.Kubernetes.Node(node.Name)?.KubeletVersion))
            .Min();

    /// <summary>The nodes whose haproxy.cfg has conditions (<c>.if</c>).</summary>
    internal IEnumerable<NodeState> NodesWithConditions =>
        Snapshot.Nodes.Where(node => Diagnosis.ConfigurationOf(node) is { HasConditions: true });

    private static ParsedConfiguration? Alternative(ParsedConfiguration? file, int number) =>
        file?.Alternatives[Math.Min(number, file.Alternatives.Length - 1)];

    private string Port =>
        Matrix
            .SelectMany(column => column.Fresh)
            .Select(s => s.Server?.Address)
            .OfType<string>()
            .Select(address => address[(address.LastIndexOf(':') + 1)..])
            .GroupBy(port => port, StringComparer.Ordinal)
            .MaxBy(group => group.Count())
            ?.Key
        ?? KubeadmPort;

    private static string Bracketed(string address) =>
        address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static int? Minor(string? version) =>
        version?.TrimStart('v').Split('.') is ["1", var minor, ..]
        && int.TryParse(minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
