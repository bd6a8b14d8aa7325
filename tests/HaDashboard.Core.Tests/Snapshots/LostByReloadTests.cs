using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

/// <summary>What was set by hand and is gone with the worker it was set on.</summary>
public sealed class LostByReloadTests
{
    [Theory]
    [InlineData("MAINT", 1, "UP 1/3", 1, "MAINT", "UP", "MAINT was lost by the reload")]
    [InlineData("DRAIN", 1, "UP 1/3", 1, "DRAIN", "UP", "DRAIN was lost by the reload")]
    [InlineData("DRAIN", 1, "DOWN", 1, "DRAIN", "DOWN", "DRAIN was lost by the reload")]
    [InlineData("UP", 0, "UP 1/3", 1, "weight 0", "weight 1", "weight 0 was lost by the reload")]
    [InlineData("UP", 20, "UP", 10, "weight 20", "weight 10", "weight 20 was lost by the reload")]
    public void NewWorker_WithoutIt_IsReportedOnce(
        string was,
        int wasWeight,
        string now,
        int weight,
        string from,
        string to,
        string detail
    )
    {
        var lost = Lost(4712, Server(was, wasWeight), Server(now, weight));
        Assert.Equal(
            [
                (
                    A.After(2),
                    TransitionKind.Configuration,
                    TransitionTone.Bad,
                    A.Name("k8smaster1"),
                    "api-backend/master1",
                    from,
                    to,
                    detail
                ),
            ],
            lost.Select(t => (t.At, t.Kind, t.Tone, t.Node!, $"{t.Subject}", $"{t.From}", $"{t.To}", $"{t.Detail}"))
        );
    }

    [Theory]
    [InlineData(4711, "MAINT", "UP")] // somebody said ready
    [InlineData(4712, "MAINT", "MAINT")]
    [InlineData(4712, "DRAIN", "DRAIN")]
    [InlineData(4712, "MAINT (via a/b)", "UP")]
    [InlineData(4712, "UP", "UP 1/3")]
    [InlineData(4712, "DOWN", "UP")]
    public void WhatNobodySet_OrIsStillThere_IsNoLoss(int pid, string was, string now) =>
        Assert.Empty(Lost(pid, Server(was, 1), Server(now, 1)));

    private static List<Transition> Lost(int pid, Server was, Server now) =>
        [
            .. new Observation[]
            {
                SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), A.Reading(A.Process(4711), was), A.After(1)),
                SourceCatalogue.HaProxy.Observed(
                    A.Name("k8smaster1"),
                    A.Reading(A.Process(pid, uptime: pid == 4711 ? 86400 : 1), now),
                    A.After(2)
                ),
            }
                .Aggregate(ClusterSnapshot.For(Scenario.InventoryOf()), SnapshotReducer.Apply)
                .Transitions.Where(t => t.Kind is TransitionKind.Configuration),
        ];

    private static Server Server(string status, int weight) =>
        A.Server("master1", status, weight: weight) with
        {
            Row = A.Row(
                new StatColumns(["svname", "status", "tracked", "uweight"]),
                "master1",
                status,
                "",
                weight.ToString(CultureInfo.InvariantCulture)
            ),
        };
}
