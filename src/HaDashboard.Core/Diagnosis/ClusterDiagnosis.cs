using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Workloads;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis;

/// <summary>
/// What follows from the facts of one snapshot, and rules, summary, pre-flight check, doctor, pages and REST have in common. Built once per
/// view; each part is computed at its first use, at most once.
/// </summary>
public sealed class ClusterDiagnosis
{
    private readonly MasterAddresses _masters;
    private readonly Lazy<ControlPlaneMap> _map;
    private readonly Lazy<ImmutableArray<MatrixColumn>> _matrix;
    private readonly Lazy<ImmutableArray<MatrixColumn>> _strangers;
    private readonly Lazy<EtcdView> _etcd;
    private readonly Lazy<EndpointView> _endpoints;
    private readonly Lazy<MatrixPattern> _pattern;
    private readonly Lazy<ImmutableArray<NodeSilence>> _silences;
    private readonly Lazy<MemberHealth> _members;
    private readonly Lazy<Tolerance> _tolerance;
    private readonly Lazy<ImmutableArray<SingleFailure>> _singleFailures;
    private readonly Lazy<ImmutableArray<PodProblem>> _podProblems;
    private readonly ImmutableArray<NodeDiagnosis> _nodes;

    private ClusterDiagnosis(ClusterSnapshot snapshot, ClusterDiagnosis? previous)
    {
        Snapshot = snapshot;
        _masters = MasterAddresses.Of(snapshot, previous?._masters);
        _nodes = NodesOf(snapshot, _masters, previous);
        _map = new(() => ControlPlaneMap.Of(snapshot, _masters, ServersOf));
        _matrix = new(() => ReachabilityMatrix.Of(snapshot, Map));
        _strangers = new(() => ReachabilityMatrix.StrangersOf(snapshot, Map));
        _etcd = new(() => EtcdView.Of(snapshot, host => _masters.Find(host) is not null));
        _endpoints = new(() => EndpointView.Of(snapshot));
        _pattern = new(() => MatrixPattern.Of(snapshot, Matrix, Etcd));
        _silences = new(() => NodeSilence.AllOf(snapshot));
        _members = new(() => MemberHealth.Of(snapshot, Matrix, Etcd, Silences));
        _tolerance = new(() => Tolerance.Of(snapshot, Map, Matrix, Etcd, Endpoints, _members.Value));
        _podProblems = new(() => Workloads.PodProblems.Of(snapshot));
        _singleFailures = new(() => Survivability.Of(snapshot, Matrix, _members.Value));
    }

    public ClusterSnapshot Snapshot { get; }

    /// <summary>Which proxies belong to the control plane, and which master each of their servers leads to.</summary>
    public ControlPlaneMap Map => _map.Value;

    /// <summary>The node × master matrix, by column: a master as the HAProxy of every node reports it.</summary>
    public ImmutableArray<MatrixColumn> Matrix => _matrix.Value;

    /// <summary>Servers of API backends that are certainly no master of the inventory. They count for no tolerance.</summary>
    public ImmutableArray<MatrixColumn> Strangers => _strangers.Value;

    public EtcdView Etcd => _etcd.Value;

    /// <summary>How clients reach the API.</summary>
    public EndpointView Endpoints => _endpoints.Value;

    public Tolerance Tolerance => _tolerance.Value;

    /// <summary>Which single failures would take the control plane down now.</summary>
    public ImmutableArray<SingleFailure> SingleFailures => _singleFailures.Value;

    internal MatrixPattern Pattern => _pattern.Value;

    /// <summary>Nodes of which nothing has been observed for a moment, while others answer.</summary>
    internal ImmutableArray<NodeSilence> Silences => _silences.Value;

    /// <summary>The dashboard can't reach the master, and everybody else does.</summary>
    internal bool IsOnlyOurViewLost(NodeState master) => OwnView.IsLostOf(Snapshot, Matrix, master);

    /// <summary>Every pod that is not ready and that some rule reports.</summary>
    internal ImmutableArray<PodProblem> PodProblems => _podProblems.Value;

    /// <param name="previous">The diagnosis before; what it worked out of readings that are still the same is kept.</param>
    public static ClusterDiagnosis Of(ClusterSnapshot snapshot, ClusterDiagnosis? previous = null) =>
        new(snapshot, previous);

    /// <summary>The node's haproxy.cfg; null where it is not known now.</summary>
    internal ParsedConfiguration? ConfigurationOf(NodeState node) =>
        node.Configuration.IsFresh ? OfNode(node)?.Configuration : null;

    /// <summary>Where the servers of the node's HAProxy are, by its last answer.</summary>
    internal NodeServers ServersOf(NodeState node) => OfNode(node)!.Servers;

    private NodeDiagnosis? OfNode(NodeState node)
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (Snapshot.Nodes[i].Name == node.Name)
            {
                return _nodes[i];
            }
        }

        return null;
    }

    // The inventory does not change while the process runs, so a node keeps its place.
    private static ImmutableArray<NodeDiagnosis> NodesOf(
        ClusterSnapshot snapshot,
        MasterAddresses masters,
        ClusterDiagnosis? previous
    )
    {
        var nodes = ImmutableArray.CreateBuilder<NodeDiagnosis>(snapshot.Nodes.Length);
        for (var i = 0; i < snapshot.Nodes.Length; i++)
        {
            var before = i < previous?._nodes.Length ? previous._nodes[i] : null;
            nodes.Add(NodeDiagnosis.Of(snapshot.Nodes[i], masters, before));
        }

        return nodes.MoveToImmutable();
    }
}
