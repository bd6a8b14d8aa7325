using System.Runtime.InteropServices;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>
/// The rows of the last reply in the order received, to be compared with the next reply. HAProxy keeps the order, so the expected row is
/// nearly always at the cursor. After a server was added or removed, the rows are looked up by identity.
/// </summary>
internal sealed class RowMemory
{
    private readonly List<StatSlot> _slots = [];
    private readonly Dictionary<RowId, int> _byId = [];
    private int _cursor;

    internal ReadOnlySpan<StatSlot> Slots => CollectionsMarshal.AsSpan(_slots);

    internal int Count => _slots.Count;

    internal void Add(in StatSlot slot) => _slots.Add(slot);

    internal void Clear()
    {
        _slots.Clear();
        Rewind();
    }

    internal void Rewind()
    {
        _cursor = 0;
        _byId.Clear();
    }

    /// <summary>The index of the row expected next, or -1 after the last.</summary>
    internal int Expected() => _cursor < _slots.Count ? _cursor : -1;

    /// <summary>The index of the row with this identity, or -1.</summary>
    internal int Find(RowId id)
    {
        if (_cursor < _slots.Count && Slots[_cursor].Id == id)
        {
            return _cursor;
        }

        if (_byId.Count == 0)
        {
            for (var i = _slots.Count - 1; i >= 0; i--)
            {
                _byId[Slots[i].Id] = i;
            }
        }

        return _byId.GetValueOrDefault(id, -1);
    }

    /// <summary>The row at this index was found: the row after it is expected next.</summary>
    internal void Passed(int index) => _cursor = index + 1;
}
