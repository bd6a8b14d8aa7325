using System.Globalization;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>
/// What a source is: its key, its scope, its name, its interval. Every source has exactly one, in <see cref="SourceCatalogue"/>.
/// </summary>
public abstract class SourceDescriptor(SourceKind kind, SourceScope scope, Message name)
{
    public SourceKind Kind { get; } = kind;

    public SourceScope Scope { get; } = scope;

    /// <summary>What a person calls it, without the node: "etcd", "local API endpoint".</summary>
    public Message Name { get; } = name;

    /// <summary>How often it is read where nothing else is configured; null: at the poll interval, or watched.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Where <c>--check</c> shows whether it can be read.</summary>
    public required SourceCheck Check { get; init; }

    /// <summary>What its row is called there.</summary>
    public string CheckName { get; init; } = name.In(CultureInfo.InvariantCulture);

    /// <summary>
    /// The subject of the finding that reports missing data of this source. Null if no finding reports it, because the verdict does not
    /// depend on the source.
    /// </summary>
    public string? StaleSubject { get; init; }

    /// <summary>It is read from the node's HAProxy or through it: a node without one does not have it.</summary>
    public bool NeedsHaProxy { get; init; }

    /// <summary>The verdict does not depend on it: a failure is a note in <c>--check</c> and no warning in the log.</summary>
    public bool IsOptional { get; init; }

    public bool IsPerNode => Scope is not SourceScope.Cluster;

    internal abstract Slice NeverObserved { get; }

    /// <summary>Its place in the <see cref="SliceSet"/> of its scope.</summary>
    internal int Ordinal => SourceCatalogue.OrdinalOf(Kind);

    /// <summary>"etcd on k8smaster1", "kube-proxy ConfigMap".</summary>
    public Message NameOn(NodeName? node) => node is null ? Name : SourceTexts.SourceOnNode(Name, node);

    /// <summary>The time without an update after which its facts are stale; longer for sources with a longer interval.</summary>
    /// <param name="interval">How often it is read; null: at the poll interval.</param>
    /// <param name="least">The configured limit for what is polled or watched.</param>
    public static TimeSpan StaleAfter(TimeSpan? interval, TimeSpan least) =>
        interval * 2.5 is { } limit && limit > least ? limit : least;

    public override string ToString() => Name.In(CultureInfo.InvariantCulture);
}

/// <inheritdoc/>
public abstract class SourceDescriptor<T>(SourceKind kind, SourceScope scope, Message name)
    : SourceDescriptor(kind, scope, name)
    where T : class
{
    internal override Slice NeverObserved => Slice<T>.Never;
}
