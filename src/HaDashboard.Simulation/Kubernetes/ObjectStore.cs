using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HaDashboard.Simulation;

/// <summary>An object as it was at one resourceVersion. <see cref="Json"/> has no kind and apiVersion: items of a list carry none.</summary>
internal sealed record StoredObject(ResourceKind Kind, string? Namespace, string Name, string Json, JsonObject Source)
{
    public string Key => $"{Namespace}/{Name}";

    public string WithKind() => $"{{\"kind\":\"{Kind.Kind}\",\"apiVersion\":\"{Kind.ApiVersion}\",{Json[1..]}";
}

internal sealed record StoredChange(long ResourceVersion, string Type, StoredObject Object);

/// <summary>What etcd and the watch cache are to the API server: objects, one counter of versions, and a history with an end.</summary>
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

    /// <summary>Completes at the next change. Take it before reading, or a change between the two is missed.</summary>
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

    /// <summary>Adds or replaces an object, which says by its kind where it belongs. One that is the same is left as it is.</summary>
    public void Set(JsonObject manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var kind = ResourceKind.Of(
            (string?)manifest["kind"] ?? throw new ArgumentException("An object has a kind.", nameof(manifest))
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

    /// <summary>Removes an object; nothing happens when it is not there.</summary>
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

    /// <summary>Forgets the history, as a compaction does: every resourceVersion before the current one is now "too old".</summary>
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

    /// <summary>The changes after a version; null when the history no longer reaches back that far.</summary>
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
