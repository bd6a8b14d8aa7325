using HaDashboard.Components.Transitions;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class TransitionLineTests
{
    [Fact]
    public void WhatSeveralNodesSawTogether_IsOneLine()
    {
        var line = Assert.Single(
            TransitionLine.Of([Server("k8sworker1", 2), Server("k8smaster1", 1), Server("k8smaster2", 0)], 10)
        );

        Assert.Equal(["k8sworker1", "k8smaster1", "k8smaster2"], line.Nodes.Select(n => n.Value));
    }

    [Fact]
    public void WhatTheySawLongApart_IsNot() =>
        Assert.Equal(2, TransitionLine.Of([Server("k8sworker1", 60), Server("k8smaster1", 0)], 10).Count);

    [Fact]
    public void PodsOfOneNodeThatChangeTogether_AreOneLine()
    {
        var line = Assert.Single(
            TransitionLine.Of([Pod("kube-system/a", "k8smaster1"), Pod("kube-system/b", "k8smaster1")], 10)
        );

        Assert.Equal(2, line.Subjects.Count);
    }

    [Fact]
    public void PodsOfTwoNodes_AreTwoLines() =>
        Assert.Equal(
            2,
            TransitionLine.Of([Pod("kube-system/a", "k8smaster1"), Pod("kube-system/b", "k8smaster2")], 10).Count
        );

    [Fact]
    public void MoreThanTheLimit_IsCutOff() =>
        Assert.Equal(3, TransitionLine.Of(Enumerable.Range(0, 9).Select(i => Server($"n{i}", i * -60)), 3).Count);

    private static Transition Server(string node, double second) =>
        new(
            A.After(second),
            TransitionKind.Server,
            TransitionTone.Bad,
            A.Name(node),
            Message.Verbatim("api-backend/master2"),
            Message.Verbatim("UP"),
            Message.Verbatim("DOWN"),
            Message.Verbatim("L4CON")
        );

    private static Transition Pod(string pod, string node) =>
        new(
            A.Noon,
            TransitionKind.Pod,
            TransitionTone.Bad,
            A.Name(node),
            Message.Verbatim(pod),
            Message.Verbatim("Running"),
            Message.Verbatim("Running, not ready"),
            null
        );
}
