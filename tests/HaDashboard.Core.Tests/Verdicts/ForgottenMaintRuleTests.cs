using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>Who gave the order that was forgotten, where it was given from here.</summary>
public sealed class ForgottenMaintRuleTests
{
    private const int Minutes = 40;

    [Theory]
    [InlineData("k8sworker1", "api-backend/master2", ServerTargetState.Maint, -Minutes, true)]
    [InlineData("k8sworker1", "api-backend/master2", ServerTargetState.Maint, -Minutes + 10, true)] // HAProxy does not date a drain
    [InlineData("k8sworker1", "api-backend/master2", ServerTargetState.Maint, -Minutes - 1, false)] // another order came after it
    [InlineData("k8sworker1", "api-backend/master2", ServerTargetState.Ready, -Minutes, false)]
    [InlineData("k8sworker1", "api-backend/master1", ServerTargetState.Maint, -Minutes, false)]
    public void Order_IsNamed_WhereItIsInEffect(
        string node,
        string path,
        ServerTargetState state,
        int minutes,
        bool isNamed
    )
    {
        var play = new Play(3).Maint(2, Minutes);
        var at = play.Now.AddMinutes(minutes);
        var said = Forgotten(
            SnapshotReducer.Apply(
                play.Snapshot,
                new ServerOrdered(new ServerOrder(A.Name(node), path, state, "ada", "new disk", at), play.Now)
            )
        )
            .Message.ToString();
        Assert.Equal(isNamed, said.Contains(" Set by ada: “new disk”.", StringComparison.Ordinal));
    }

    [Fact]
    public void LaterOrder_TakesThePlaceOfTheOneBefore()
    {
        var play = new Play(3).Maint(2, Minutes);
        var snapshot = play.Snapshot;
        foreach (var by in new[] { "ada", "bob" })
        {
            snapshot = SnapshotReducer.Apply(
                snapshot,
                new ServerOrdered(
                    new ServerOrder(
                        A.Name("k8sworker1"),
                        "api-backend/master2",
                        ServerTargetState.Maint,
                        by,
                        "x",
                        play.Now
                    ),
                    play.Now
                )
            );
        }

        Assert.Equal("bob", Assert.Single(snapshot.Orders).By);
        Assert.Contains("Set by bob", Forgotten(snapshot).Message, StringComparison.Ordinal);
    }

    private static Finding Forgotten(ClusterSnapshot snapshot) =>
        Judge.Assess(ClusterDiagnosis.Of(snapshot)).Findings.Single(f => f.Rule.Value == "haproxy.forgotten-maint");
}
