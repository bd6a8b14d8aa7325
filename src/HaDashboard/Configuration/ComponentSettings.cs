using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Configuration;

/// <summary>Reads the addresses of the control-plane components, for all nodes or for one.</summary>
internal static class ComponentSettings
{
    /// <summary>Says what is wrong with an address and what would be right; null where nothing is wrong.</summary>
    internal delegate (string Wrong, string Right)? Rule(string name, Uri url, string example);

    internal static bool IsLoopback(Uri url) => HostPort.Of(url).IsLoopback;

    /// <summary>
    /// The section for all nodes takes a loopback address only: any other address belongs to one machine and would be
    /// wrong for the rest.
    /// </summary>
    internal static (string Wrong, string Right)? OfEveryNode(string name, Uri url, string example) =>
        IsLoopback(url)
            ? null
            : (
                $"'{url.Host}' is not a loopback address",
                $"Give an address that is right on every master, for example {example}; "
                    + $"an address of one master is HaDashboard:Nodes:<n>:ControlPlane:{name}"
            );

    /// <summary>The section of one node takes a loopback address or an address of that node.</summary>
    internal static Rule OfNode(IReadOnlyCollection<string> addresses) =>
        (_, url, example) =>
            IsLoopback(url) || addresses.Contains(HostPort.Of(url).Host)
                ? null
                : (
                    $"'{url.Host}' is neither a loopback address nor an address of this node",
                    $"Give {example}, or an address that is in the node's Address or Addresses"
                );

    internal static ComponentUrls Read(SettingsReader reader, Rule rule) =>
        new(
            Read(reader, "EtcdMetrics", "http://127.0.0.1:2381", rule),
            Read(reader, "ApiServer", "https://127.0.0.1:6443", rule),
            Read(reader, "ControllerManager", "https://127.0.0.1:10257", rule),
            Read(reader, "Scheduler", "https://127.0.0.1:10259", rule)
        );

    private static Uri? Read(SettingsReader reader, string name, string example, Rule rule)
    {
        if (reader.Url(name, example, "http", "https") is not { } url)
        {
            return null;
        }

        if (rule(name, url, example) is var (wrong, right))
        {
            reader.Problem(name, wrong, right);
            return null;
        }

        return url;
    }
}
