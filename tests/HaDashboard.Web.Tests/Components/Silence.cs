using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Views;

namespace HaDashboard.Web.Tests.Components;

/// <summary>The dashboard was started while the API was down: connections are refused, and nodes and pods were never observed.</summary>
internal static class Silence
{
    internal const string Reason = "https://127.0.0.1:5443 refused the connection.";

    internal static ClusterView View
    {
        get
        {
            var failure = new SourceFailure(FailureKind.ConnectionRefused, Message.Verbatim(Reason));
            var snapshot = new Observation[]
            {
                new SourceFailed(SourceId.KubernetesApi, failure, A.Noon),
                new SourceFailed(SourceId.KubernetesPods, failure, A.Noon),
                new SourceFailed(
                    SourceId.ApiServer(A.Name("k8smaster2")),
                    new SourceFailure(
                        FailureKind.PortClosed,
                        Message.Verbatim("Nothing listens on 127.0.0.1:6443 of k8smaster2.")
                    ),
                    A.Noon
                ),
            }.Aggregate(ClusterSnapshot.For(Scenario.InventoryOf()), SnapshotReducer.Apply);
            return ClusterView.Of(snapshot, 1);
        }
    }
}
