using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.HaProxy.Limits;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Reduction;

/// <summary>The sources of a node whose observation depends on other facts of the node, or changes them.</summary>
internal static class NodeEffects
{
    /// <summary>A file read this soon after its worker started is the file that the worker started with.</summary>
    private static readonly TimeSpan ReadAtStart = TimeSpan.FromSeconds(15);

    private static readonly FrozenDictionary<SourceKind, Func<NodeState, Slice, NodeState>> BySource = new Dictionary<
        SourceKind,
        Func<NodeState, Slice, NodeState>
    >
    {
        [SourceKind.HaProxy] = (node, slice) => Polled(node, (Slice<HaProxyReading>)slice),
        [SourceKind.HaProxyConfiguration] = (node, slice) => FileRead(node, (Slice<NodeConfiguration>)slice),
    }.ToFrozenDictionary();

    /// <summary>The node after an observation of one of its sources; a failure changes the slice alone.</summary>
    internal static NodeState Observed(NodeState node, SourceDescriptor source, Slice slice) =>
        slice.IsFresh && BySource.TryGetValue(source.Kind, out var effect)
            ? effect(node, slice)
            : node.With(node.Slices.With(source, slice));

    /// <summary>Keeps the poll before for rates, and the limits that are reached.</summary>
    private static NodeState Polled(NodeState node, Slice<HaProxyReading> next)
    {
        var last = node.HaProxy;
        if (ReferenceEquals(next, last))
        {
            return node;
        }

        var isSameWorker =
            last is { IsFresh: true, Value: { } reading } && reading.Process.IsSameWorker(next.Value!.Process);
        var comparable = isSameWorker ? last : null;
        var before = next.ObservedAt == last.ObservedAt ? node.Before : comparable;
        return node.With(SourceCatalogue.HaProxy, next) with { Before = before, Limits = Limits(node, before, next) };
    }

    private static ImmutableArray<ReachedLimit> Limits(
        NodeState node,
        Slice<HaProxyReading>? before,
        Slice<HaProxyReading> next
    )
    {
        var seconds = (next.ObservedAt - before?.ObservedAt)?.TotalSeconds ?? 0;
        var reached = LimitDetector.Of(next.Value!, before?.Value, seconds);
        return LimitHistory.Next(node.Limits, reached, next.ObservedAt!.Value);
    }

    /// <summary>
    /// Adds the file that the worker started with. It is known where the worker was seen to start: the file as it is read within seconds of
    /// that. It is not known of a worker that ran before it was first observed.
    /// </summary>
    private static NodeState FileRead(NodeState node, Slice<NodeConfiguration> next)
    {
        if (next.Value is not { } read || next.ObservedAt is not { } at)
        {
            return node;
        }

        var known = node.Configuration.Value;
        var worker = node.HaProxy.FreshValue?.Process;
        var (loaded, by) =
            worker is null || (known?.LoadedBy is { } old && worker.IsSameWorker(old))
                ? (known?.Loaded, known?.LoadedBy)
            : worker.UptimeSeconds <= ReadAtStart.TotalSeconds ? (read.File, worker)
            : (null, null);
        var completed = new NodeConfiguration(read.File, loaded, by);
        return node.With(SourceCatalogue.HaProxyConfiguration, node.Configuration.Observed(completed, at));
    }
}
