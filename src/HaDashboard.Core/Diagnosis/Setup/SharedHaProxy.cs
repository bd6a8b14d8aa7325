using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>The values of the section <c>HaProxy</c> that most machines have; null and empty for the defaults.</summary>
internal sealed record SharedHaProxy(string? Socket, string? MasterSocket, ImmutableArray<string> Files)
{
    private static readonly ImmutableArray<string> DefaultFiles = [HaProxyDefaults.ConfigFile];

    internal static SharedHaProxy Of(ImmutableArray<DiscoveredHaProxy> all)
    {
        // A node can't take back a master socket that it inherits, so only one that every node has is shared.
        var master = all.Select(one => one.MasterSocket).Distinct(StringComparer.Ordinal).ToArray();
        return new SharedHaProxy(
            MostFrequent(all.Select(one => one.Socket).OfType<string>(), HaProxyDefaults.Socket),
            master.Length == 1 ? master[0] : null,
            [
                .. MostFrequent(
                        all.Where(one => !one.Files.IsEmpty).Select(one => string.Join('\n', one.Files)),
                        HaProxyDefaults.ConfigFile
                    )
                    .Split('\n'),
            ]
        );
    }

    /// <summary>The members that differ from the program's defaults.</summary>
    internal IEnumerable<(string Key, string? Json)> Members =>
        Differences(new DiscoveredHaProxy(Files, MasterSocket) { Socket = Socket }, HaProxyDefaults.Socket, null, DefaultFiles);

    /// <summary>The members that differ from the shared values.</summary>
    internal IEnumerable<(string Key, string? Json)> Differing(DiscoveredHaProxy own) =>
        Differences(own, Socket ?? HaProxyDefaults.Socket, MasterSocket, Files);

    private static IEnumerable<(string Key, string? Json)> Differences(
        DiscoveredHaProxy own,
        string socket,
        string? masterSocket,
        ImmutableArray<string> files
    )
    {
        if (own.Socket is { } path && !path.Equals(socket, StringComparison.Ordinal))
        {
            yield return ("Socket", JsonText.Of(path));
        }

        if (own.MasterSocket is { } master && !master.Equals(masterSocket, StringComparison.Ordinal))
        {
            yield return ("MasterSocket", JsonText.Of(master));
        }

        if (!own.Files.IsEmpty && !own.Files.SequenceEqual(files, StringComparer.Ordinal))
        {
            yield return own.Files.Length == 1
                ? ("ConfigFile", JsonText.Of(own.Files[0]))
                : ("ConfigFiles", JsonText.Of(own.Files));
        }
    }

    private static string MostFrequent(IEnumerable<string> values, string fallback) =>
        values
            .GroupBy(value => value, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key
        ?? fallback;
}
