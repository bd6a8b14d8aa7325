using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Sources;

/// <summary>A reader whose result is one value.</summary>
/// <param name="node">null for a source of the cluster.</param>
internal abstract class ValueReader<T>(SourceDescriptor<T> source, NodeName? node, TimeProvider time)
    : SourceReader(new SourceId(source.Kind, node))
    where T : class
{
    protected TimeProvider Time { get; } = time;

    /// <summary>When the last value was valid: usually when its last byte arrived.</summary>
    protected virtual DateTimeOffset ObservedAt => Time.GetUtcNow();

    /// <exception cref="SourceFailureException">The source could not be read.</exception>
    public abstract Task<T> ReadAsync(CancellationToken cancellationToken);

    public sealed override async Task<Observation> ObserveAsync(CancellationToken cancellationToken)
    {
        var value = await ReadAsync(cancellationToken);
        return new SourceObserved<T>(source, node, value, ObservedAt);
    }

    public sealed override string Describe(Observation observation) =>
        observation is SourceObserved<T> observed ? Describe(observed.Value) : base.Describe(observation);

    protected virtual string Describe(T value) => "answers";
}

/// <summary>A reader whose result is a list of objects that replaces the previous list.</summary>
internal abstract class ListReader<TItem>(ListSource<TItem> source, TimeProvider time)
    : SourceReader(new SourceId(source.Kind))
    where TItem : class
{
    protected TimeProvider Time { get; } = time;

    /// <exception cref="SourceFailureException">The list could not be read.</exception>
    public abstract Task<ImmutableArray<TItem>> ReadAsync(CancellationToken cancellationToken);

    public sealed override async Task<Observation> ObserveAsync(CancellationToken cancellationToken)
    {
        var items = await ReadAsync(cancellationToken);
        return source.Listed(items, Time.GetUtcNow());
    }
}
