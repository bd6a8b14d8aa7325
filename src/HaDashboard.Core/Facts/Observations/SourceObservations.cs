using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Observations;

/// <summary>An observation that changes the slice of one source.</summary>
public abstract record SliceObservation : Observation
{
    private protected SliceObservation(SourceId source, DateTimeOffset at)
        : base(at) => Source = source;

    public SourceId Source { get; }

    public SourceKind Kind => Source.Kind;

    /// <returns>The slice after it; the same reference where nothing changes.</returns>
    internal abstract Slice ApplyTo(Slice slice);
}

/// <summary>A source gave facts, which replace those before.</summary>
/// <param name="Node">null for a source of the cluster.</param>
public sealed record SourceObserved<T>(SourceDescriptor<T> Descriptor, NodeName? Node, T Value, DateTimeOffset At)
    : SliceObservation(new SourceId(Descriptor.Kind, Node), At)
    where T : class
{
    internal override Slice ApplyTo(Slice slice) => ((Slice<T>)slice).Observed(Value, At);
}

/// <summary>A source gave no facts, and why. Its last facts stay, marked stale.</summary>
public sealed record SourceFailed(SourceId Source, SourceFailure Failure, DateTimeOffset At)
    : SliceObservation(Source, At)
{
    internal override Slice ApplyTo(Slice slice) => slice.Failed(Failure, At);
}

/// <summary>A watched source has no new facts, and its server answered just now.</summary>
/// <param name="Endpoint">Where the answer came from, for the API.</param>
public sealed record SourceAlive(SourceId Source, string? Endpoint, DateTimeOffset At) : SliceObservation(Source, At)
{
    internal override Slice ApplyTo(Slice slice) =>
        slice is Slice<KubernetesEndpoint> api ? api.Observed(EndpointAfter(api.Value), At) : slice.Confirmed(At);

    private KubernetesEndpoint EndpointAfter(KubernetesEndpoint? known) =>
        known is not null && (Endpoint is null || known.Address.Equals(Endpoint, StringComparison.Ordinal))
            ? known
            : new KubernetesEndpoint(Endpoint ?? "");
}

/// <summary>Every object of a source, replacing those before: what is not in it is gone.</summary>
public sealed record Listed<T>(ListSource<T> Descriptor, ImmutableArray<T> Items, DateTimeOffset At)
    : SliceObservation(new SourceId(Descriptor.Kind), At)
    where T : class
{
    internal override Slice ApplyTo(Slice slice)
    {
        var known = (Slice<ImmutableSortedDictionary<string, T>>)slice;
        return known.Observed(Replacing(known.Value), At);
    }

    // Pages of a list are read one after the other, so an object may be in it twice: the later one is newer.
    private ImmutableSortedDictionary<string, T> Replacing(ImmutableSortedDictionary<string, T>? known)
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var item in Items)
        {
            next[Descriptor.KeyOf(item)] = item;
        }

        var isSame =
            known is not null
            && known.Count == next.Count
            && next.All(pair => ReferenceEquals(known.GetValueOrDefault(pair.Key), pair.Value));
        return isSame ? known! : next.ToImmutable();
    }
}

/// <summary>An object of a listed source appeared or changed.</summary>
public sealed record Upserted<T>(ListSource<T> Descriptor, T Item, DateTimeOffset At)
    : SliceObservation(new SourceId(Descriptor.Kind), At)
    where T : class
{
    internal override Slice ApplyTo(Slice slice) =>
        slice is Slice<ImmutableSortedDictionary<string, T>> { Value: { } items } known
            ? known.Observed(items.SetItem(Descriptor.KeyOf(Item), Item), At)
            : slice;
}

/// <summary>An object of a listed source is gone.</summary>
public sealed record Removed<T>(ListSource<T> Descriptor, string Key, DateTimeOffset At)
    : SliceObservation(new SourceId(Descriptor.Kind), At)
    where T : class
{
    internal override Slice ApplyTo(Slice slice) =>
        slice is Slice<ImmutableSortedDictionary<string, T>> { Value: { } items } known
            ? known.Observed(items.Remove(Key), At)
            : slice;
}

public static class SourceObservations
{
    /// <summary>A source of a node gave facts.</summary>
    public static SourceObserved<T> Observed<T>(
        this SourceDescriptor<T> source,
        NodeName node,
        T value,
        DateTimeOffset at
    )
        where T : class => new(source, node, value, at);

    /// <summary>A source of the cluster gave facts.</summary>
    public static SourceObserved<T> Observed<T>(this SourceDescriptor<T> source, T value, DateTimeOffset at)
        where T : class => new(source, null, value, at);

    public static Listed<T> Listed<T>(this ListSource<T> source, ImmutableArray<T> items, DateTimeOffset at)
        where T : class => new(source, items, at);

    public static Upserted<T> Upserted<T>(this ListSource<T> source, T item, DateTimeOffset at)
        where T : class => new(source, item, at);

    public static Removed<T> Removed<T>(this ListSource<T> source, string key, DateTimeOffset at)
        where T : class => new(source, key, at);
}
