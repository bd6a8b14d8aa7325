using HaDashboard.Simulation.Cluster;
using HaDashboard.Simulation.HaProxy;
using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>
/// The etcd members of all masters: which run, which reach each other, and which is the leader. Elections are computed when the state
/// is read.
/// </summary>
internal sealed class SimulatedEtcd(
    SimulatedWorld world,
    IReadOnlyList<SimulatedClusterNode> masters,
    DateTimeOffset created
)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _startedAt = [];
    private SimulatedClusterNode? _leader = masters.Count > 0 ? masters[0] : null;
    private int _leaderChanges = 1;
    private double _writtenSeconds = (world.Now - created).TotalSeconds;
    private DateTimeOffset _writtenUntil = world.Now;

    public bool Runs(SimulatedClusterNode master) => !world.Crashes.Contains(("etcd", master.Name));

    /// <summary>True if the member reaches a majority, so that it has a leader and can serve reads.</summary>
    public bool HasQuorum(SimulatedClusterNode master) => Reachable(master) > masters.Count / 2;

    /// <summary>The state that a member reports about itself now.</summary>
    public EtcdMemberState StateOf(SimulatedClusterNode master)
    {
        lock (_lock)
        {
            Elect();
            var now = world.Now;
            var hasLeader = HasQuorum(master);
            return new EtcdMemberState(
                hasLeader,
                hasLeader && master == _leader,
                _leaderChanges,
                (long)(_writtenSeconds * 2.6) + 480_000,
                _writtenSeconds,
                now - _startedAt.GetValueOrDefault(master.Name, created),
                [.. masters.Where(peer => peer != master).Select(peer => new EtcdPeer(Id(peer), Linked(master, peer)))]
            );
        }
    }

    /// <summary>The member ID in hexadecimal.</summary>
    public static string Id(SimulatedClusterNode master) =>
        KubernetesObjects.Uid(master.Name).Replace("-", "", StringComparison.Ordinal)[..16];

    private int Reachable(SimulatedClusterNode master) =>
        Runs(master) ? 1 + masters.Count(peer => peer != master && Linked(master, peer)) : 0;

    // Dropped packets disconnect two members. A closed apiserver port does not.
    private bool Linked(SimulatedClusterNode a, SimulatedClusterNode b) =>
        Runs(a)
        && Runs(b)
        && world.Network.Probe(a.Name, b.Address) is not Reachability.Dropping
        && world.Network.Probe(b.Name, a.Address) is not Reachability.Dropping;

    private void Elect()
    {
        var now = world.Now;
        foreach (var master in masters.Where(m => !Runs(m)))
        {
            _startedAt[master.Name] = now; // After a restart its counters begin at zero.
        }

        if (_leader is null || !HasQuorum(_leader))
        {
            var next = masters.FirstOrDefault(HasQuorum);
            _leaderChanges += next is null ? 0 : 1;
            _leader = next;
        }

        // Without a leader, nothing can be written.
        _writtenSeconds += _leader is null ? 0 : Math.Max(0, (now - _writtenUntil).TotalSeconds);
        _writtenUntil = now;
    }
}

/// <summary>The state of one etcd member.</summary>
/// <param name="WrittenSeconds">For how many seconds the cluster has been writable. The counters are derived from it.</param>
internal sealed record EtcdMemberState(
    bool HasLeader,
    bool IsLeader,
    int LeaderChanges,
    long Index,
    double WrittenSeconds,
    TimeSpan Uptime,
    IReadOnlyList<EtcdPeer> Peers
);

internal sealed record EtcdPeer(string Id, bool Connected);
