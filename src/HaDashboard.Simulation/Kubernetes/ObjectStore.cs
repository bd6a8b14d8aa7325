using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>
/// An object at one resourceVersion. <see cref="Json"/> has no kind and apiVersion, because items of a list have none.
/// </summary>
internal sealed record StoredObject(ResourceKind Kind, string? Namespace, string Name, string Json, JsonObject Source)
{
    public string Key => $"{Namespace}/{Name}";

    public string WithKind() => $"{{\"kind\":\"{Kind.Kind}\",\"apiVersion\":\"{Kind.ApiVersion}\",{Json[1..]}";
}

internal sealed record StoredChange(long ResourceVersion, string Type, StoredObject Object);

/// <summary>
/// Stores the objects, one version counter and a limited history, as etcd and the watch cache do for the API server.
/// </summary>
public sealed class ObjectStore
{
    private const int HistoryLength = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKind, ImmutableSortedDictionary<string, StoredObject>> _objects = [];
    private readonly List<StoredChange> _history = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _version = 48_213;
    private long _oldest = 48_213;

    public long ResourceVersion
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>Completes at the next change. Get it before reading the objects; otherwise a change between the two is missed.</summary>
    internal Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Adds or replaces an object. Its property <c>kind</c> selects the collection. An equal object is not replaced.</summary>
    public void Set(JsonObject manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var kind = ResourceKind.Of(
            (string?)manifest["kind"] ?? throw new ArgumentException("The object has no kind.", nameof(manifest))
        );
        lock (_lock)
        {
            var source = (JsonObject)manifest.DeepClone();
            var metadata = source["metadata"]!.AsObject();
            metadata.Remove("resourceVersion");
            var name = (string)metadata["name"]!;
            var ns = (string?)metadata["namespace"];
            var all = Of(kind);
            var before = all.GetValueOrDefault($"{ns}/{name}");
            if (before is not null && JsonNode.DeepEquals(before.Source, source))
            {
                return;
            }

            Record(before is null ? "ADDED" : "MODIFIED", Stamp(kind, ns, name, source, ++_version));
        }
    }

    /// <summary>Removes an object, if it exists.</summary>
    public void Remove(string kind, string? ns, string name)
    {
        lock (_lock)
        {
            if (Of(ResourceKind.Of(kind)).GetValueOrDefault($"{ns}/{name}") is { } found)
            {
                Record("DELETED", Stamp(found.Kind, ns, name, found.Source, ++_version));
            }
        }
    }

    /// <summary>Deletes the history as a compaction does: every resourceVersion before the current one is then "too old".</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _history.Clear();
            _oldest = _version;
        }
    }

    internal (ImmutableSortedDictionary<string, StoredObject> Objects, long ResourceVersion) List(ResourceKind kind)
    {
        lock (_lock)
        {
            return (Of(kind), _version);
        }
    }

    /// <summary>The changes after a version; null if the history does not reach back that far.</summary>
    internal IReadOnlyList<StoredChange>? Since(long version, ResourceKind kind)
    {
        lock (_lock)
        {
            return version < _oldest
                ? null
                : [.. _history.Where(change => change.ResourceVersion > version && change.Object.Kind == kind)];
        }
    }

    internal long Oldest
    {
        get
        {
            lock (_lock)
            {
                return _oldest;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static StoredObject Stamp(ResourceKind kind, string? ns, string name, JsonObject source, long version)
    {
        var stamped = (JsonObject)source.DeepClone();
        stamped.Remove("kind");
        stamped.Remove("apiVersion");
        stamped["metadata"]!.AsObject()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(kind, ns, name, stamped.ToJsonString(), source);
    }

    private ImmutableSortedDictionary<string, StoredObject> Of(ResourceKind kind) =>
        _objects.GetValueOrDefault(kind)
        ?? ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    private void Record(string type, StoredObject stored)
    {
        _objects[stored.Kind] =
            type == "DELETED" ? Of(stored.Kind).Remove(stored.Key) : Of(stored.Kind).SetItem(stored.Key, stored);
        _history.Add(new StoredChange(_version, type, stored));
        if (_history.Count > HistoryLength)
        {
            _oldest = _history[HistoryLength / 4].ResourceVersion;
            _history.RemoveRange(0, (HistoryLength / 4) + 1);
        }

        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }
}
