using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>The slices of one node, or of the cluster: one for each source of that scope, in catalogue order. Immutable.</summary>
public sealed class SliceSet : IEquatable<SliceSet>
{
    private readonly Slice[] _slices;

    private SliceSet(Slice[] slices) => _slices = slices;

    /// <summary>Nothing was observed of any of these sources.</summary>
    internal static SliceSet NeverObserved(ImmutableArray<SourceDescriptor> sources) =>
        new([.. sources.Select(source => source.NeverObserved)]);

    public Slice this[SourceDescriptor source] => _slices[source.Ordinal];

    public Slice<T> Get<T>(SourceDescriptor<T> source)
        where T : class => (Slice<T>)_slices[source.Ordinal];

    public bool Equals(SliceSet? other) => other is not null && _slices.AsSpan().SequenceEqual(other._slices);

    public override bool Equals(object? obj) => Equals(obj as SliceSet);

    public override int GetHashCode() => _slices[0].GetHashCode();

    /// <returns>The same reference for the same slice.</returns>
    internal SliceSet With(SourceDescriptor source, Slice slice)
    {
        if (ReferenceEquals(slice, _slices[source.Ordinal]))
        {
            return this;
        }

        var copy = _slices.AsSpan().ToArray();
        copy[source.Ordinal] = slice;
        return new SliceSet(copy);
    }

    /// <param name="sources">All sources of this scope.</param>
    /// <param name="state">What <paramref name="staleAfter"/> reads, so that it needs no closure: this runs every second.</param>
    /// <param name="staleAfter">After how long without an answer a source is stale.</param>
    /// <returns>The same reference where no slice turned stale.</returns>
    internal SliceSet Ticked<TState>(
        DateTimeOffset now,
        ImmutableArray<SourceDescriptor> sources,
        TState state,
        Func<TState, SourceDescriptor, TimeSpan> staleAfter
    )
    {
        Slice[]? copy = null;
        for (var i = 0; i < _slices.Length; i++)
        {
            var slice = _slices[i];
            if (!slice.IsFresh)
            {
                continue;
            }

            var next = slice.Ticked(now, staleAfter(state, sources[i]));
            if (!ReferenceEquals(next, slice))
            {
                copy ??= _slices.AsSpan().ToArray();
                copy[i] = next;
            }
        }

        return copy is null ? this : new SliceSet(copy);
    }
}
