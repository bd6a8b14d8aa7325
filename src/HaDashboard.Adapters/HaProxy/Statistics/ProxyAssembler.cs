using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>Combines rows into proxies. A proxy whose rows are unchanged stays the same object.</summary>
internal static class ProxyAssembler
{
    internal static ImmutableArray<Proxy> Assemble(ReadOnlySpan<StatSlot> slots, ImmutableArray<Proxy> before)
    {
        var count = CountProxies(slots);
        var proxies = before.Length == count ? null : new Proxy[count]; // null as long as all proxies are unchanged
        var at = 0;
        for (var start = 0; start < slots.Length; at++)
        {
            var end = EndOf(slots, start);
            var old = at < before.Length ? before[at] : null;
            if (old is null || old.Id != slots[start].Id.Proxy)
            {
                old = FindById(before, slots[start].Id.Proxy);
            }

            var made = Make(slots[start..end], old);
            if (proxies is null && !ReferenceEquals(made, before[at]))
            {
                proxies = new Proxy[count];
                before.CopyTo(0, proxies, 0, at);
            }

            if (proxies is not null)
            {
                proxies[at] = made;
            }

            start = end;
        }

        return proxies is null ? before : ImmutableCollectionsMarshal.AsImmutableArray(proxies);
    }

    private static Proxy Make(ReadOnlySpan<StatSlot> slots, Proxy? old)
    {
        var name = slots[0].Proxy;
        Frontend? frontend = null;
        Backend? backend = null;
        var (servers, listeners) = (0, 0);
        foreach (ref readonly var slot in slots)
        {
            frontend = slot.Value as Frontend ?? frontend;
            backend = slot.Value as Backend ?? backend;
            servers += slot.Value is Server ? 1 : 0;
            listeners += slot.Value is Listener ? 1 : 0;
        }

        var serverRows = Pick(slots, servers, old is null ? [] : old.Servers);
        var listenerRows = Pick(slots, listeners, old is null ? [] : old.Listeners);
        var unchanged =
            old is not null
            && old.Name == name
            && ReferenceEquals(old.Frontend, frontend)
            && ReferenceEquals(old.Backend, backend)
            && old.Servers == serverRows
            && old.Listeners == listenerRows; // the arrays are compared by reference
        return unchanged ? old! : new Proxy(name, slots[0].Id.Proxy, frontend, backend, serverRows, listenerRows);
    }

    private static ImmutableArray<T> Pick<T>(ReadOnlySpan<StatSlot> slots, int count, ImmutableArray<T> old)
        where T : class
    {
        if (old.Length == count && AreSame(slots, old))
        {
            return old;
        }

        var picked = new T[count];
        var at = 0;
        foreach (ref readonly var slot in slots)
        {
            if (slot.Value is T value)
            {
                picked[at++] = value;
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(picked);
    }

    private static bool AreSame<T>(ReadOnlySpan<StatSlot> slots, ImmutableArray<T> old)
        where T : class
    {
        var at = 0;
        foreach (ref readonly var slot in slots)
        {
            if (slot.Value is T value && !ReferenceEquals(value, old[at++]))
            {
                return false;
            }
        }

        return true;
    }

    private static int CountProxies(ReadOnlySpan<StatSlot> slots)
    {
        var count = 0;
        for (var start = 0; start < slots.Length; start = EndOf(slots, start))
        {
            count++;
        }

        return count;
    }

    // HAProxy writes all rows of a proxy together.
    private static int EndOf(ReadOnlySpan<StatSlot> slots, int start)
    {
        var end = start + 1;
        while (end < slots.Length && slots[end].Id.Proxy == slots[start].Id.Proxy)
        {
            end++;
        }

        return end;
    }

    private static Proxy? FindById(ImmutableArray<Proxy> proxies, int id)
    {
        foreach (var proxy in proxies)
        {
            if (proxy.Id == id)
            {
                return proxy;
            }
        }

        return null;
    }
}
