using System.Runtime.CompilerServices;
using HaDashboard.Access;
using HaDashboard.Access.Sessions;
using HaDashboard.Api;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace HaDashboard.Hubs;

/// <summary>The snapshot for programs that want every change. The dashboard's own pages read the feed directly.</summary>
[Authorize(AccessPolicies.Viewer)]
public sealed class ClusterHub(IClusterFeed feed, ClusterDocuments documents, SessionStore sessions) : Hub
{
    // Each is written whole: a thousand of them on one connection would be everybody's load.
    private const int MaxStreams = 8;

    /// <summary>
    /// The snapshot at once, then each newer one, the latest for a slow reader: the next is taken from the feed only when the transport
    /// has taken the last. Ends when the caller's token or user is taken out of the configuration.
    /// </summary>
    public async IAsyncEnumerable<ClusterDocument> WatchCluster(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var open = Context.Items.TryGetValue(nameof(WatchCluster), out var count) ? (int)count! : 0;
        if (open >= MaxStreams)
        {
            throw new HubException("This connection watches often enough.");
        }

        Context.Items[nameof(WatchCluster)] = open + 1;
        await foreach (var view in feed.WatchAsync(cancellationToken))
        {
            if (Context.User is not { } user || !sessions.IsStillValid(user))
            {
                yield break;
            }

            yield return documents.Of(view);
        }
    }
}
