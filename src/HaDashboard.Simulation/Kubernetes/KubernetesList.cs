using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>Serves lists, complete or in pages. All pages of one list show the same version, as with snapshots of etcd.</summary>
internal sealed class KubernetesList(ObjectStore objects)
{
    private const int RememberedSnapshots = 32;

    private readonly Lock _lock = new();
    private readonly Queue<Snapshot> _snapshots = new();

    /// <summary>The page as JSON; null if its continue token is too old.</summary>
    public string? Page(IQueryCollection query, ResourcePath path, Selector selector)
    {
        var (snapshot, from) = query["continue"] is [{ Length: > 0 } token] ? Resume(token) : (Fresh(path.Kind), "");
        if (snapshot is null)
        {
            return null;
        }

        var items = snapshot
            .Objects.Values.Where(item =>
                string.CompareOrdinal(item.Key, from) > 0 && path.Contains(item) && selector.Matches(item)
            )
            .ToList();
        var limit =
            int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var requested)
            && requested > 0
                ? requested
                : int.MaxValue;
        var page = items.Take(limit).ToList();
        var metadata = $"\"resourceVersion\":\"{snapshot.Version}\"";
        if (page.Count < items.Count)
        {
            Remember(snapshot);
            metadata +=
                $",\"continue\":\"{Token(snapshot.Version, page[^1].Key)}\",\"remainingItemCount\":{items.Count - page.Count}";
        }

        return $"{{\"kind\":\"{path.Kind.Kind}List\",\"apiVersion\":\"{path.Kind.ApiVersion}\",\"metadata\":{{{metadata}}},\"items\":["
            + string.Join(',', page.Select(item => item.Json))
            + "]}\n";
    }

    /// <summary>Makes all continue tokens that were issued so far too old.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _snapshots.Clear();
        }
    }

    private static string Token(long version, string key) =>
        Convert.ToBase64String(
            JsonSerializer.SerializeToUtf8Bytes(
                new ContinueToken("meta.k8s.io/v1", version, key),
                JsonSerializerOptions.Web
            )
        );

    private Snapshot Fresh(ResourceKind kind)
    {
        var (all, version) = objects.List(kind);
        return new Snapshot(version, all);
    }

    private (Snapshot? Snapshot, string From) Resume(string token)
    {
        try
        {
            var parsed = JsonSerializer.Deserialize<ContinueToken>(
                Encoding.UTF8.GetString(Convert.FromBase64String(token)),
                JsonSerializerOptions.Web
            );
            lock (_lock)
            {
                return (_snapshots.FirstOrDefault(s => s.Version == parsed?.Rv), parsed?.Start ?? "");
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return (null, "");
        }
    }

    private void Remember(Snapshot snapshot)
    {
        lock (_lock)
        {
            if (_snapshots.Contains(snapshot))
            {
                return;
            }

            _snapshots.Enqueue(snapshot);
            if (_snapshots.Count > RememberedSnapshots)
            {
                _snapshots.Dequeue();
            }
        }
    }

    private sealed record ContinueToken(string V, long Rv, string Start);

    private sealed record Snapshot(long Version, ImmutableSortedDictionary<string, StoredObject> Objects);
}
