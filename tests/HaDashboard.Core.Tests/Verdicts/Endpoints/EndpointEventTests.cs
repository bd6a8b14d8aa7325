using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>Machines are read one after the other; the events tell only what their readings show without doubt.</summary>
public sealed class EndpointEventTests
{
    private static SharedEndpoint Start => SharedEndpoint.Of(3, 2).At(1).HeldBy("lb1").AnswersEverywhere();

    [Fact]
    public void FirstReadings_AreNoEvent() => Assert.Empty(Start.At(4).HeldBy("lb1").Events);

    [Fact]
    public void Move_IsOneEvent_WhicheverMachineIsReadFirst()
    {
        var lossFirst = Start.At(4).Reads("lb1", holds: false).At(4.1).Reads("lb2", holds: true);
        var gainFirst = Start.At(4).Reads("lb2", holds: true).At(4.1).Reads("lb1", holds: false);

        Assert.Equal(["virtual address 10.0.42.100: held by lb1 → held by lb2"], lossFirst.Events);
        Assert.Equal(lossFirst.Events, gainFirst.Events);
        var transition = gainFirst.Snapshot.Transitions[0];
        Assert.Equal((TransitionTone.Neutral, "lb2"), (transition.Tone, transition.Node?.Value));
        Assert.Equal("10.0.42.100 moved from lb1 to lb2", transition.Detail?.ToString());
        Assert.Equal(A.After(4.1), gainFirst.View.HoldersSince);
    }

    [Fact]
    public void DuringAMove_NothingIsHeldBySeveral()
    {
        var between = Start.At(4).Reads("lb2", holds: true);

        Assert.False(between.View.HasSeveralHolders);
        Assert.Empty(between.Events);
    }

    [Fact]
    public void LossOnAllMachines_IsHeldByNobody_WhenAllAreReadAfterIt()
    {
        var first = Start.At(4).Reads("lb1", holds: false);
        var second = first.At(4.1).Reads("lb2", holds: false);

        Assert.Empty(first.Events);
        Assert.Equal(["virtual address 10.0.42.100: held by lb1 → held by nobody"], second.Events);
        Assert.Equal(TransitionTone.Bad, second.Snapshot.Transitions[0].Tone);
    }

    [Fact]
    public void SecondHolder_IsAnEvent_WhenBothWereReadWithIt()
    {
        var both = Start.At(4).Reads("lb2", holds: true).At(4.1).Reads("lb1", holds: true);
        var healed = both.At(7).Reads("lb2", holds: true).At(7.1).Reads("lb1", holds: false);

        Assert.Equal(["virtual address 10.0.42.100: held by lb1 → held by two machines: lb1, lb2"], both.Events);
        Assert.True(both.View.HasSeveralHolders);
        Assert.Equal("virtual address 10.0.42.100: held by two machines: lb1, lb2 → held by lb2", healed.Events.Last());
        Assert.False(healed.View.HasSeveralHolders);
    }

    [Fact]
    public void HolderWhoseHostStops_IsFollowedByTheNext_WithoutTwoHolders()
    {
        var lost = Start
            .At(10)
            .Then(
                new SourceFailed(
                    new SourceId(SourceKind.NodeAddresses, A.Name("lb1")),
                    A.Failure(FailureKind.Timeout),
                    A.After(10)
                )
            )
            .Reads("lb2", holds: true);

        Assert.Equal(["virtual address 10.0.42.100: held by lb1 → held by lb2"], lost.Events);
        Assert.Equal(["lb2"], lost.View.Holders.Select(node => node.Value));
    }

    [Fact]
    public void ReachOfTheEndpoint_IsOneEventForTheCluster_WithItsStart()
    {
        var failed = Start.At(5).FailsEverywhere();
        var back = failed.At(9).Answers("k8sworker1");

        Assert.Equal(["API endpoint 10.0.42.100:8443: answers → unreachable"], failed.Events);
        Assert.Equal(A.After(5), failed.View.UnreachableSince);
        Assert.Equal(A.After(5), failed.At(8).FailsEverywhere().View.UnreachableSince);
        Assert.Equal("API endpoint 10.0.42.100:8443: unreachable → answers", back.Events.Last());
        Assert.Null(back.View.UnreachableSince);
    }

    [Fact]
    public void FailureBeforeTheFirstSuccess_IsNoEvent() => Assert.Empty(SharedEndpoint.Of(3).FailsEverywhere().Events);

    [Fact]
    public void OtherAddress_StartsAnew()
    {
        var settings = EndpointSettings.Default with
        {
            SharedChoice = EndpointChoice.Fixed,
            Shared = new Uri("https://10.0.42.200:8443"),
        };
        var changed = Start with
        {
            Snapshot = Start.Snapshot with { Inventory = Start.Snapshot.Inventory with { Endpoints = settings } },
        };
        var later = changed.At(4).HeldBy();

        Assert.Empty(later.Events);
        Assert.Equal("10.0.42.200", later.Snapshot.Onsets.Endpoint.Holders!.Address);
    }
}
