using System.Globalization;
using System.Net;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.HaProxy.Parsing;

/// <summary>Parses the output of <c>cat /proc/net/fib_trie /proc/net/if_inet6</c>.</summary>
internal static class AddressParser
{
    private const string Leaf = "|-- ";
    private const string LocalAddress = "/32 host LOCAL";

    /// <summary>IFA_F_DADFAILED: another machine has the address, so this one does not use it.</summary>
    private const int DuplicateFound = 0x08;

    /// <returns>
    /// null without the table of local IPv4 addresses. A host without IPv6 has no second file. Lines that a login shell prints are ignored.
    /// </returns>
    internal static MachineAddresses? Parse(string output)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var isTable = false;
        string? leaf = null;
        foreach (var text in output.Split('\n'))
        {
            var line = text.Trim();
            if (line.StartsWith(Leaf, StringComparison.Ordinal))
            {
                leaf = line[Leaf.Length..];
            }
            else if (leaf is not null && line.Equals(LocalAddress, StringComparison.Ordinal))
            {
                isTable |= Add(found, leaf);
            }
            else if (Inet6Of(line) is { } address)
            {
                Add(found, address);
            }
        }

        return isTable ? new MachineAddresses([.. found]) : null;
    }

    /// <summary>Addresses that other machines can use, as one set.</summary>
    internal static MachineAddresses Of(IEnumerable<IPAddress> addresses)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            Add(found, address.ToString());
        }

        return new MachineAddresses([.. found]);
    }

    /// <returns>False where the text is no address.</returns>
    private static bool Add(SortedSet<string> found, string text)
    {
        var canonical = HostPort.Canonical(text);
        if (!IPAddress.TryParse(canonical, out var address))
        {
            return false;
        }

        if (!IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
        {
            found.Add(canonical);
        }

        return true;
    }

    // fd00004200000000000000000000000a 02 40 00 80     eth0: address, index, prefix length, scope, flags, interface.
    private static string? Inet6Of(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is [{ Length: 32 } hex, _, _, { Length: 2 }, var flags, _]
        && UInt128.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
        && int.TryParse(flags, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flag)
        && (flag & DuplicateFound) == 0
            ? new IPAddress(Convert.FromHexString(hex)).ToString()
            : null;
}
