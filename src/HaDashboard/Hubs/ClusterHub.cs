using System.Runtime.CompilerServices;
using HaDashboard.Access;
using HaDashboard.Access.Sessions;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace HaDashboard.Hubs;

/// <summary>Streams the snapshot to external programs. The dashboard's own pages read the feed directly.</summary>
[Authorize(AccessPolicies.Viewer)]
public sealed class ClusterHub(IClusterFeed feed, ClusterDocuments documents, SessionRegistry sessions) : Hub
{
    // Every stream serialises the whole snapshot, so one connection with many streams would slow down all others.
    private const int MaxStreams = 8;

    /// <summary>
    /// Sends the snapshot at once, then each newer one. A slow reader gets the latest: the next snapshot is taken from the feed only after
    /// the transport has accepted the previous one. The stream ends when the caller's session or token is no longer valid.
    /// </summary>
    public async IAsyncEnumerable<ClusterDocument> WatchCluster(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var open = Context.Items.TryGetValue(nameof(WatchCluster), out var count) ? (int)count! : 0;
        if (open >= MaxStreams)
        {
            throw new HubException($"This connection already has {MaxStreams} streams, which is the limit.");
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
