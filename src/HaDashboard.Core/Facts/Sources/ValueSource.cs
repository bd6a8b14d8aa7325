using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>A source that is read whole: each observation replaces the one before.</summary>
public sealed class ValueSource<T>(SourceKind kind, SourceScope scope, Message name)
    : SourceDescriptor<T>(kind, scope, name)
    where T : class;

/// <summary>A source that gives objects with names: listed as a whole, then perhaps changed one by one.</summary>
/// <param name="key">The name of an object, unique in the list.</param>
public sealed class ListSource<TItem>(SourceKind kind, SourceScope scope, Message name, Func<TItem, string> key)
    : SourceDescriptor<ImmutableSortedDictionary<string, TItem>>(kind, scope, name)
    where TItem : class
{
    public string KeyOf(TItem item) => key(item);
}
