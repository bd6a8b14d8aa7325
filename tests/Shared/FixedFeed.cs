using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;

namespace HaDashboard.Tests;

/// <summary>A feed whose facts a test sets.</summary>
internal sealed class FixedFeed(ClusterSnapshot snapshot) : IClusterFeed
{
    private volatile ClusterView _current = ClusterView.Of(snapshot, 0);

    public ClusterView Current => _current;

    /// <summary>A cluster of these nodes, of which nothing else is known.</summary>
    public static FixedFeed Of(params InventoryNode[] nodes) =>
        new(ClusterSnapshot.For(ClusterInventory.Empty with { Nodes = [.. nodes] }));

    public FixedFeed With(Observation observation)
    {
        _current = ClusterView.Of(SnapshotReducer.Apply(_current.Snapshot, observation), _current.Revision + 1);
        return this;
    }

    /// <summary>The static pods with their flags, such as <c>bind-address</c>; there are no others.</summary>
    public FixedFeed WithPods(params Pod[] pods) =>
        With(SourceCatalogue.KubernetesPods.Listed([.. pods], DateTimeOffset.UtcNow));

    public static Pod PodOf(
        NodeName node,
        ControlPlaneComponent component,
        params (string Flag, string Value)[] flags
    ) =>
        new(
            "kube-system",
            $"{component.Id()}-{node}",
            node,
            component,
            "Running",
            Reason: null,
            Containers: [],
            Conditions: [],
            IsMirror: true,
            CreatedAt: null,
            DeletedAt: null
        )
        {
            Flags = flags.ToImmutableSortedDictionary(flag => flag.Flag, flag => flag.Value, StringComparer.Ordinal),
        };

    public async IAsyncEnumerable<ClusterView> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Current;
        await Task.CompletedTask;
    }
}
