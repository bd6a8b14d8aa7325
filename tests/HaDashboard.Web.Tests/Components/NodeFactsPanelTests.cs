using Bunit;
using HaDashboard.Components.Masters;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class NodeFactsPanelTests : PageContext
{
    public static TheoryData<string, Observation[], string> Cases { get; } =
        new()
        {
            { "never asked", [], "? not read yet" },
            { "no right to it", [Failed(FailureKind.Forbidden)], "? no permission (403)" },
            { "the API is gone", [Failed(FailureKind.Timeout)], "? not read: timed out" },
            { "renewed", [Listed(A.Noon)], "✓ renewed" },
            { "silent", [Listed(A.After(-90))], "▼ not renewed for" },
            { "none", [SourceCatalogue.KubernetesNodeLeases.Listed([], A.Noon)], "! missing" },
            { "known once", [Listed(A.Noon), Failed(FailureKind.Timeout)], "? was renewed" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheLease_IsNeverPassedOver(string when, Observation[] observations, string words)
    {
        var kubernetes = Scenario.Whole().Then(observations).Snapshot.Kubernetes;
        var panel = Render<NodeFactsPanel>(p =>
            p.Add(x => x.Kubernetes, kubernetes).Add(x => x.Name, A.Name("k8smaster1"))
        );

        Assert.True(
            panel.Find("[data-testid=node-lease] dd").TextContent.Trim().StartsWith(words, StringComparison.Ordinal),
            $"{when}: {panel.Find("[data-testid=node-lease]").TextContent}"
        );
    }

    [Fact]
    public void AStatusTheApiNoLongerVouchesFor_IsWhatItWas()
    {
        var failed = new SourceFailed(
            SourceId.KubernetesNodes,
            new SourceFailure(FailureKind.ConnectionRefused, Message.Verbatim("why")),
            A.After(1)
        );
        Assert.Equal(("Ready", "? was Ready"), (Status([]), Status([failed])));

        string Status(Observation[] then) =>
            Render<NodeFactsPanel>(p =>
                    p.Add(x => x.Kubernetes, Scenario.Whole().Then(then).Snapshot.Kubernetes)
                        .Add(x => x.Name, A.Name("k8smaster1"))
                )
                .Find("dl.facts dd")
                .TextContent.Trim();
    }

    private static Listed<Lease> Listed(DateTimeOffset renewed) =>
        SourceCatalogue.KubernetesNodeLeases.Listed(
            [new Lease("k8smaster1", "k8smaster1", renewed, renewed, TimeSpan.FromSeconds(40), null)],
            A.Noon
        );

    private static SourceFailed Failed(FailureKind kind) =>
        new(SourceId.KubernetesNodeLeases, new SourceFailure(kind, Message.Verbatim("why")), A.After(1));
}
