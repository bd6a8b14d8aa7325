using System.Text.Json;
using HaDashboard.Access;
using HaDashboard.Components.Shared;
using HaDashboard.Components.Stats;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Catalogue;

namespace HaDashboard.Components.Keys;

/// <summary>The entries of the palette as JSON. keys.js writes names as text and never as markup.</summary>
internal static class PaletteItems
{
    private static readonly string[] AllModes = [.. StatModes.All.Select(mode => mode.Id())];

    /// <summary>Changes only with the names. A new view comes with every poll, so the JSON is not built for each.</summary>
    internal static int Fingerprint(ClusterSnapshot snapshot, UserRights rights)
    {
        var hash = new HashCode();
        hash.Add(rights);
        foreach (var node in snapshot.Nodes)
        {
            hash.Add(node.Name);
            foreach (var server in (node.HaProxy.Value?.Proxies ?? []).SelectMany(proxy => proxy.Servers))
            {
                hash.Add(server.Proxy.Value, StringComparer.Ordinal);
                hash.Add(server.Name.Value, StringComparer.Ordinal);
            }
        }

        return hash.ToHashCode();
    }

    internal static string Json(ClusterSnapshot snapshot, UserRights rights)
    {
        var servers = snapshot
            .Nodes.SelectMany(node =>
                (node.HaProxy.Value?.Proxies ?? [])
                    .SelectMany(proxy => proxy.Servers)
                    .Select(server => new
                    {
                        node = node.Name.Value,
                        proxy = server.Proxy.Value,
                        server = server.Name.Value,
                    })
            )
            .ToArray();
        return JsonSerializer.Serialize(
            new
            {
                pages = Pages(rights).Select(page => new { text = page.Text.ToString(), href = page.Href }),
                nodes = snapshot.Nodes.Select(node => new { name = node.Name.Value, href = Links.Node(node.Name) }),
                modes = rights.CanOperate ? AllModes : AllModes[..^1],
                backends = servers
                    .Select(s => s.proxy)
                    .Distinct(StringComparer.Ordinal)
                    .Select(proxy => new
                    {
                        text = KeyTexts.BackendOnAllNodes(proxy).ToString(),
                        href = Links.Backend(proxy),
                    }),
                servers = rights.CanOperate ? servers : [],
                verbs = CommandCatalogue
                    .All.Where(command => command.PaletteText is not null && rights.MayRun(command.Requires))
                    .Select(command => new
                    {
                        id = command.Id,
                        text = command.PaletteText?.ToString(),
                        everywhere = command.OnAllNodes,
                    }),
            }
        );
    }

    private static IEnumerable<(Message Text, string Href)> Pages(UserRights rights)
    {
        yield return (KeyTexts.OverviewPage, "/");
        yield return (KeyTexts.WallPage, "/?wall");
        yield return (KeyTexts.HaProxyPage, "/haproxy");
        yield return (KeyTexts.TimelinePage, "/events");
        yield return (KeyTexts.AuditPage, "/audit");
        yield return (KeyTexts.ReloadsPage, "/reloads");
        yield return (KeyTexts.ConfigurationPage, "/config");
        yield return (KeyTexts.DoctorPage, "/doctor");
        if (rights.CanOperate)
        {
            yield return (KeyTexts.ConsolePage, "/console");
        }

        if (rights.CanAdminister)
        {
            yield return (KeyTexts.SessionsPage, "/sessions");
        }
    }
}
