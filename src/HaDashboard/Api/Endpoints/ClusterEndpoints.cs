using HaDashboard.Api.Documents;
using HaDashboard.Core.Views;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

internal static class ClusterEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/cluster", (IClusterFeed feed, ClusterDocuments documents) =>
                TypedResults.Ok(documents.Of(feed.Current))
            )
            .WithTags("cluster")
            .WithSummary("The snapshot: verdict, nodes, components.");
        api.MapGet("/nodes/{node}/haproxy", HaProxy)
            .WithTags("cluster")
            .WithSummary("Every field of show info and show stat of one node's HAProxy.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/masters/{node}", Master)
            .WithTags("cluster")
            .WithSummary("One master: its components, probes, etcd member, certificates and leases.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/whatif/{node}", WhatIfOf)
            .WithTags("cluster")
            .WithSummary(
                "Whether it is safe to reboot or drain this node, or to reload its HAProxy, now: yes, no or unknown, with reasons."
            )
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Results<Ok<WhatIfDocument>, ProblemHttpResult> WhatIfOf(
        string node,
        IClusterFeed feed,
        TimeProvider time
    ) =>
        feed.Current is var view && view.Snapshot.Node(node) is { } state
            ? TypedResults.Ok(WhatIfDocument.Of(view.Diagnosis, state, time.GetUtcNow()))
            : Problems.UnknownNode(node);

    private static Results<Ok<MasterDocument>, ProblemHttpResult> Master(string node, IClusterFeed feed) =>
        feed.Current is var view && view.Snapshot.Node(node) is { IsMaster: true } state
            ? TypedResults.Ok(MasterDocument.Of(view, state))
            : Problems.UnknownMaster(node);

    private static Results<Ok<HaProxyDocument>, ProblemHttpResult> HaProxy(string node, IClusterFeed feed) =>
        feed.Current.Snapshot.Node(node) is { } state
            ? TypedResults.Ok(HaProxyDocument.Of(state))
            : Problems.UnknownNode(node);
}
