using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Writes a proposal as the file <c>appsettings.Production.json</c>.</summary>
internal static class ProposalDocument
{
    private const int DefaultSshPort = 22;

    internal static string Write(ClusterProposal proposal)
    {
        var json = new CommentedJson();
        json.Comment(SetupTexts.Header);
        json.Comment(SetupTexts.Legend);
        json.Open('{');
        json.Open("HaDashboard", '{');
        json.Comments([proposal.NameNote]);
        json.Member("ClusterName", JsonText.Of(proposal.Name));
        WriteSsh(json, proposal.Cluster.Account);
        WriteHaProxy(json, proposal.Shared, proposal.Nodes.Any(node => node.HaProxy?.Reading is not null));
        WriteNodes(json, proposal);
        WriteKubernetes(json, proposal.Cluster);
        WriteControlPlane(json, proposal.Endpoint);
        WriteAccess(json);
        json.Close('}');
        json.Close('}');
        return json.ToString();
    }

    private static void WriteSsh(CommentedJson json, SetupAccount account)
    {
        json.Open("Ssh", '{');
        json.Member("User", JsonText.Of(account.User));
        if (account.Port != DefaultSshPort)
        {
            json.Member("Port", account.Port.ToString(CultureInfo.InvariantCulture));
        }

        json.Member("PrivateKeyFile", JsonText.Of(account.PrivateKeyFile));
        json.Member("KnownHostsFile", JsonText.Of(account.KnownHostsFile));
        json.Close('}');
    }

    private static void WriteHaProxy(CommentedJson json, SharedHaProxy shared, bool isFound)
    {
        (string Key, string? Json)[] members = [.. shared.Members];
        if (members.Length == 0)
        {
            var text = SetupTexts.HaProxyDefaults(HaProxyDefaults.Socket, HaProxyDefaults.ConfigFile);
            json.Comments([isFound ? SetupNote.Found(text) : SetupNote.Assumed(text)]);
            return;
        }

        json.Comments([SetupNote.Found(SetupTexts.HaProxyShared)]);
        json.Open("HaProxy", '{');
        foreach (var (key, value) in members)
        {
            json.Member(key, value!);
        }

        json.Close('}');
    }

    private static void WriteNodes(CommentedJson json, ClusterProposal proposal)
    {
        json.Open("Nodes", '[');
        foreach (var node in proposal.Nodes)
        {
            json.Comments(node.Notes);
            json.Item(node.Json(proposal.Shared));
        }

        json.Close(']');
    }

    private static void WriteKubernetes(CommentedJson json, DiscoveredCluster cluster)
    {
        json.Open("Kubernetes", '{');
        json.Member("KubeConfig", JsonText.Of(cluster.KubeConfig));
        if (cluster.Context is { } context)
        {
            json.Member("Context", JsonText.Of(context));
        }

        json.Close('}');
    }

    private static void WriteControlPlane(CommentedJson json, ProposedEndpoint endpoint)
    {
        json.Comments(endpoint.Notes);
        if (endpoint is { Shared: null, Local: null })
        {
            return;
        }

        json.Open("ControlPlane", '{');
        if (endpoint.Shared is { } shared)
        {
            json.Member("Endpoint", JsonText.Of(ProposedEndpoint.TextOf(shared)));
        }

        if (endpoint.Local is { } local)
        {
            json.Member("LocalEndpoint", JsonText.Of(ProposedEndpoint.TextOf(local)));
        }

        json.Close('}');
    }

    // The hash of a password is a secret, so the set-up writes none.
    private static void WriteAccess(CommentedJson json)
    {
        json.Comment(SetupTexts.AccessStep);
        json.Comment(
            Message.Verbatim(
                """
                "Access": { "Users": [ { "Name": "ops", "PasswordHash": "…", "Role": "Operator" } ] }
                """
            )
        );
    }
}
