using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Preflight;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>While somebody changes something, nothing else is begun.</summary>
public sealed class WhatIfUnderWayTests
{
    public static TheoryData<string> Nodes => ["k8smaster1", "k8sworker1", "k8sworker2"];

    [Theory]
    [MemberData(nameof(Nodes))]
    public void ReloadUnderWay_SpeaksAgainstEverythingOnEveryNode_OnceAndWithItsName(string node)
    {
        var part = new NodeReload(A.Name("k8sworker1"), ReloadPhase.Reloading, null, null, "", null, null, null);
        var record = new ReloadRecord("r1", "ada", "x", A.Noon, null, ReloadState.Running, [part]);
        Expect(
            new ReloadObserved(record, A.Noon),
            new ReloadObserved(record with { State = ReloadState.Finished }, A.Noon),
            node,
            "A reload by ada is in progress on k8sworker1."
        );
    }

    [Fact]
    public void DryRunUnderWay_ChangesNothing_AndSpeaksAgainstNothing()
    {
        var record = new ReloadRecord("r1", "ada", "x", A.Noon, null, ReloadState.Running, []) { IsDryRun = true };
        var play = new Play(3);
        var during = SnapshotReducer.Apply(play.Snapshot, new ReloadObserved(record, A.Noon));
        Assert.Equal(
            Consent.Yes,
            WhatIf.Of(ClusterDiagnosis.Of(during), during.Node("k8smaster1")!, WhatIfAction.Reboot, play.Now).Answer
        );
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void ActionOnSeveralNodesUnderWay_SpeaksAgainstEverything(string node)
    {
        var record = new FleetRecord(
            "f1",
            Message.Verbatim("drain api-backend/master2"),
            "ada",
            "x",
            A.Noon,
            null,
            [new FleetNode(A.Name("k8sworker2"), FleetPhase.Running)]
        );
        Expect(
            new FleetObserved(record, A.Noon),
            new FleetObserved(record with { FinishedAt = A.Noon }, A.Noon),
            node,
            "ada is running “drain api-backend/master2”. Wait until it has finished."
        );
    }

    private static void Expect(Observation running, Observation ended, string node, string text)
    {
        var play = new Play(3);
        var during = SnapshotReducer.Apply(play.Snapshot, running);
        var after = SnapshotReducer.Apply(during, ended);
        foreach (var action in (WhatIfAction[])[WhatIfAction.Reboot, WhatIfAction.Drain, WhatIfAction.Reload])
        {
            var answer = WhatIf.Of(ClusterDiagnosis.Of(during), during.Node(node)!, action, play.Now);
            Assert.Equal((Consent.No, 1), (answer.Answer, answer.Reasons.Count(r => r.Text.ToString() == text)));
            Assert.DoesNotContain(
                WhatIf.Of(ClusterDiagnosis.Of(after), after.Node(node)!, action, play.Now).Reasons,
                r => r.Text.ToString() == text
            );
        }
    }
}
