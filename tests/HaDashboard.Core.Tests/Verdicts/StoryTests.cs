using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Kubernetes;
using Xunit;
using static HaDashboard.Core.Diagnosis.Verdicts.Level;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// Faults as they become visible, moment by moment: the first clause of the summary at each, so that a passing symptom is never reported as
/// the cause.
/// Each story ends green. The table is in the test's output.
/// </summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    private static readonly ImmutableArray<Story> Stories =
    [
        new(
            "a master's network goes: first its own silence, then what every HAProxy says",
            3,
            [
                new(101, s => s.Hushed("k8smaster3"), Healthy, "All 3 masters serve"),
                new(103, s => s.EtcdUnwell(1), AtRisk, "k8smaster3 has not responded since 12:01:40 UTC"),
                new(
                    104,
                    s => s.EndpointFails("k8smaster1", "k8sworker1"),
                    AtRisk,
                    "k8smaster3 has not responded since 12:01:40 UTC"
                ),
                new(
                    106,
                    s => s.Mended().Hushed("k8smaster3").EndpointFails("k8smaster1"),
                    AtRisk,
                    "k8smaster3 has not responded since 12:01:40 UTC"
                ),
                new(112, s => s.Host(3), AtRisk, "k8smaster3 is unreachable since"),
            ]
        ),
        new(
            "a worker goes silent",
            3,
            [
                new(103, s => s.Hushed("k8sworker1"), Healthy, "All 3 masters serve"),
                new(106, s => s, Degraded, "k8sworker1 has not responded since 12:01:40 UTC"),
                new(120, s => s.SshGone("k8sworker1"), Degraded, "HAProxy on k8sworker1 cannot be observed"),
            ]
        ),
        new(
            "a master is silent to us, and every HAProxy goes on reaching it",
            3,
            [
                new(106, s => s.Hushed("k8smaster2"), Degraded, "Only the dashboard's view of this node is lost"),
                new(120, s => s.SshGone("k8smaster2"), Degraded, "HAProxy on k8smaster2 cannot be observed"),
            ]
        ),
        new(
            "an etcd member ends: not well for a moment, then gone",
            3,
            [
                new(101, s => s.EtcdUnwell(2), AtRisk, "etcd is unstable: k8smaster2 fails /health"),
                new(103, s => s.EtcdEnds(2), AtRisk, "The etcd member on k8smaster2 is not running (port closed)"),
            ]
        ),
        new(
            "an etcd member stays unwell",
            3,
            [
                new(101, s => s.EtcdUnwell(2), AtRisk, "etcd is unstable"),
                new(107, s => s, AtRisk, "The etcd member on k8smaster2 fails its /health check"),
            ]
        ),
        new(
            "the leader ends: who votes is not among the lost",
            3,
            [
                new(
                    101,
                    s => s.EtcdUnasked(1, 3).EtcdCutOff(2),
                    AtRisk,
                    "etcd is unstable: k8smaster2 reports no leader"
                ),
                new(102, s => s.EtcdEnds(1), AtRisk, "The etcd member on k8smaster1 is not running (port closed)"),
            ]
        ),
        new(
            "two members end one after the other: the survivor is not among the lost",
            3,
            [
                new(101, s => s.EtcdEnds(2), AtRisk, "The etcd member on k8smaster2 is not running (port closed)"),
                new(
                    103,
                    s => s.EtcdUnasked(3).EtcdCutOff(1),
                    AtRisk,
                    "The etcd member on k8smaster2 is not running (port closed)"
                ),
                new(104, s => s.EtcdEnds(3), Down, "2 of 3 members down"),
            ]
        ),
        new(
            "one apiserver after the other hangs",
            3,
            [
                new(101, s => s.ApiServerHangs(1), Degraded, "master1 is marked UP on all 5 responding nodes"),
                new(110, s => s.ApiServerHangs(2), AtRisk, "UP on all 5 responding nodes"),
                new(120, s => s.ApiServerHangs(3), Down, "all 3 apiservers fail their health probes"),
            ]
        ),
        new(
            "masters are lost one after the other",
            5,
            [
                new(110, s => s.Host(1), Degraded, "k8smaster1 is unreachable"),
                new(130, s => s.Host(2), AtRisk, "k8smaster1, k8smaster2 are unreachable"),
                new(150, s => s.Host(3), Down, "k8smaster1, k8smaster2, k8smaster3 are unreachable"),
            ]
        ),
        new(
            "an upgrade, one apiserver at a time",
            3,
            [
                new(110, s => s.ApiServerEnds(1), Degraded, "The apiserver of k8smaster1 is not running"),
                new(120, s => s.Mended(), Healthy, "All 3 masters serve"),
                new(130, s => s.ApiServerEnds(2), Degraded, "The apiserver of k8smaster2 is not running"),
                new(140, s => s.Mended(), Healthy, "All 3 masters serve"),
                new(150, s => s.ApiServerEnds(3), Degraded, "The apiserver of k8smaster3 is not running"),
            ]
        ),
        new(
            "an apiserver ends, and its pod shows it first",
            3,
            [
                new(
                    101,
                    s => s.PodEnded(ControlPlaneComponent.ApiServer, 2),
                    Degraded,
                    "kube-apiserver on k8smaster2 exited and has not restarted yet"
                ),
                new(103, s => s.ApiServerEnds(2), Degraded, "The apiserver of k8smaster2 is not running"),
            ]
        ),
        new(
            "two masters go silent at once",
            3,
            [
                new(
                    104,
                    s => s.Hushed("k8smaster2").Hushed("k8smaster3").EtcdUnwell(1),
                    AtRisk,
                    "k8smaster2, k8smaster3 have not responded (since 12:01:40 UTC)"
                ),
                new(112, s => s.Host(2).Host(3).EtcdCutOff(1), Down, "k8smaster2, k8smaster3 are unreachable"),
            ]
        ),
        new(
            "a slow link: polls are late, none is missed twice",
            3,
            [
                new(102, s => s.Hushed("k8smaster3"), Healthy, "All 3 masters serve"),
                new(103, s => s.Mended(), Healthy, "All 3 masters serve"),
                new(105, s => s.Hushed("k8smaster3"), Healthy, "All 3 masters serve"),
                new(106, s => s.Mended(), Healthy, "All 3 masters serve"),
            ]
        ),
        new(
            "a slow link: its etcd can't keep up",
            3,
            [
                new(
                    103,
                    s => s.EtcdUnwell(3).EndpointFails("k8smaster3"),
                    AtRisk,
                    "etcd is unstable: k8smaster3 fails /health"
                ),
                new(110, s => s, AtRisk, "The etcd member on k8smaster3 fails its /health check"),
            ]
        ),
        new(
            "a slow master: it can't be asked in time, and etcd can't read through it",
            3,
            [
                new(
                    102,
                    s => s.EtcdUnwell(1).EtcdUnwell(2),
                    AtRisk,
                    "etcd is unstable: k8smaster1 fails /health, k8smaster2 fails /health"
                ),
                new(109, s => s.SshGone("k8smaster3"), AtRisk, "k8smaster3 has not responded since 12:01:42 UTC"),
                new(120, s => s, AtRisk, "HAProxy on k8smaster3 cannot be observed"),
            ]
        ),
        new(
            "two members are unwell for long: not lost",
            5,
            [
                new(102, s => s.EtcdUnwell(1).EtcdUnwell(2), AtRisk, "etcd is unstable"),
                new(109, s => s, AtRisk, "The etcd members on k8smaster1, k8smaster2 are unhealthy"),
            ]
        ),
        new(
            "a link flaps: partitioned, complete, partitioned",
            3,
            [
                new(110, s => s.Partitioned([3], [1, 2], workers: 2, age: 3), Degraded, "Network partition"),
                new(120, s => s.Mended(), Healthy, "All 3 masters serve"),
                new(130, s => s.Partitioned([3], [1, 2], workers: 2, age: 3), Degraded, "Network partition"),
            ]
        ),
    ];

    public static TheoryData<string> Names => [.. Stories.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMoment_LeadsWithTheCause(string name)
    {
        var story = Stories.Single(s => s.Name == name);
        var play = new Play(story.Masters).At(100);
        foreach (var moment in story.Moments)
        {
            play = moment.Change(play.At(moment.At));
            var verdict = play.Verdict;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {story.Name} | +{moment.At - 100} s | {moment.Level}: {moment.Says} | {verdict.Level}: {verdict.Summary} |"
                )
            );
            Assert.Equal(moment.Level, verdict.Level);
            Assert.Contains(moment.Says, verdict.Summary, StringComparison.Ordinal);
            Assert.All(verdict.Findings, RuleTests.AssertComplete);
        }

        Assert.Equal(Healthy, play.Recovers().Verdict.Level);
    }

    /// <summary>A second fault, of its own kind, is no aftermath of the first.</summary>
    [Fact]
    public void AMemberThatEnds_WhileAnotherMasterIsSilent_IsACauseOfItsOwn()
    {
        var causes = new Play(3)
            .At(100)
            .At(104)
            .Hushed("k8smaster2")
            .EtcdEnds(3)
            .Verdict.Causes.Select(f => f.Key)
            .ToArray();
        Assert.Contains("node.silent k8smaster2 host", causes);
        Assert.Contains("etcd.member-down k8smaster3 etcd", causes);
    }

    [Fact]
    public void AllSourcesAreStale_ThenNoNodeIsSuspected() =>
        Assert.DoesNotContain(
            new Play(1).At(100).At(104).Hushed("k8smaster1").Hushed("k8sworker1").Hushed("k8sworker2").Verdict.Findings,
            f => f.Rule.Value == "node.silent"
        );

    private sealed record Story(string Name, int Masters, ImmutableArray<Moment> Moments);

    /// <param name="At">Seconds after noon; the cluster was well until second 100.</param>
    /// <param name="Says">What the sentence must say.</param>
    private sealed record Moment(double At, Func<Play, Play> Change, Level Level, string Says);
}
