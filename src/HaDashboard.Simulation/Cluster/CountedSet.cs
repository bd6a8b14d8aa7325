namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// A set that counts how often a member was added. A member stays until it was removed as often, because faults can overlap.
/// </summary>
internal sealed class CountedSet<T>(Lock gate)
    where T : notnull
{
    private readonly Dictionary<T, (int Count, DateTimeOffset Since)> _members = [];

    public void Add(T member, DateTimeOffset at)
    {
        lock (gate)
        {
            var (count, since) = _members.GetValueOrDefault(member);
            _members[member] = (count + 1, count == 0 ? at : since);
        }
    }

    public void Remove(T member)
    {
        lock (gate)
        {
            var (count, since) = _members.GetValueOrDefault(member);
            if (count <= 1)
            {
                _members.Remove(member);
            }
            else
            {
                _members[member] = (count - 1, since);
            }
        }
    }

    public bool Contains(T member)
    {
        lock (gate)
        {
            return _members.ContainsKey(member);
        }
    }

    public DateTimeOffset? Since(T member)
    {
        lock (gate)
        {
            return _members.TryGetValue(member, out var found) ? found.Since : null;
        }
    }
}
