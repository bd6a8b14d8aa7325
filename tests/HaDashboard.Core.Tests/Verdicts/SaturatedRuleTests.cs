using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Rules.Reachability;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

public sealed class SaturatedRuleTests
{
    private static readonly string[] Everywhere = ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1"];

    [Fact]
    public void AllServersFullAndConnectionsWait_IsCritical_AfterTwoPolls()
    {
        var full = Reading(Backend(queue: 42, Server(100, 100), Server(100, 100), Server(100, 100)));

        Assert.Empty(Of(Polled(Everywhere, full)));
        var finding = Assert.Single(Of(Polled(Everywhere, full, full)));
        Assert.Equal(
            "api-backend is full on all 4 responding nodes: all 3 available servers are at maxconn 100, "
                + "and about 50 connections wait.",
            finding.Message.ToString()
        );
        Assert.Equal((Severity.Critical, null, "api-backend"), (finding.Severity, finding.Node, finding.Subject.Text));
        Assert.Equal(A.After(1), finding.Since);
    }

    [Fact]
    public void AllServersFullAndNothingWaits_IsAWarning_WithItsNode_AndDegraded()
    {
        var full = Reading(Backend(queue: 0, Server(100, 100), Server(100, 100), Server(100, 100)));
        var snapshot = Polled(["k8smaster1"], full, full);

        var finding = Assert.Single(Of(snapshot));
        Assert.Equal(
            "api-backend is full on k8smaster1: all 3 available servers are at maxconn 100.",
            finding.Message.ToString()
        );
        Assert.Equal((Severity.Warning, "k8smaster1"), (finding.Severity, finding.Node?.Value));
        Assert.Equal(Level.Degraded, VerdictOf(snapshot).Level);
        Assert.DoesNotContain(VerdictOf(snapshot).Findings, f => f.Rule == ServerDownRule.Id);
        Assert.All(VerdictOf(snapshot).Findings, RuleTests.AssertComplete);
    }

    [Fact]
    public void SeveralNodes_AreOneFinding_AndTheEvidenceNamesEach()
    {
        var full = Reading(Backend(queue: 3, Server(5, 5), Server(5, 5), Server(8, 8)));

        var finding = Assert.Single(Of(Polled(["k8smaster1", "k8sworker1"], full, full)));

        Assert.Equal(
            "api-backend is full on k8smaster1, k8sworker1: all 3 available servers are at maxconn, "
                + "and about 2 connections wait.",
            finding.Message.ToString()
        );
        Assert.Equal(["k8smaster1", "k8sworker1"], finding.Evidence.Select(e => e.Source!.Node!.Value).Distinct());
        Assert.Contains("About 2 connections wait in the queue of api-backend on k8sworker1.", Texts(finding));
    }

    public static TheoryData<string, Server[]> NotFull =>
        new()
        {
            { "one server has room", [Server(100, 100), Server(99, 100), Server(100, 100)] },
            { "one server has no limit", [Server(100, 100), Server(900, null), Server(100, 100)] },
            { "only the backup is full", [Server(7, 100), Server(8, 100), Server(100, 100, backup: true)] },
            { "every server is down", [Server(100, 100, "DOWN"), Server(100, 100, "DOWN"), Server(100, 100, "MAINT")] },
        };

    [Theory]
    [MemberData(nameof(NotFull))]
    public void ABackendWithRoom_IsNotFull(string why, Server[] servers)
    {
        var reading = Reading(Backend(queue: 0, servers));

        Assert.True(Of(Polled(Everywhere, reading, reading, reading)).IsEmpty, why);
    }

    [Theory]
    [InlineData(true, false, "all 2 available servers are at maxconn 10.")] // a server that is down takes nothing
    [InlineData(false, true, "all 2 available servers are at maxconn 10.")] // a backup takes nothing while an active server is up
    [InlineData(true, true, "the only available server is at maxconn 10.")]
    public void OnlyServersThatMayBeUsed_Count(bool isDown, bool hasBackup, string end)
    {
        var reading = Reading(
            Backend(
                queue: 0,
                Server(10, 10),
                Server(0, 10, isDown ? "DOWN" : "UP", backup: !isDown),
                Server(hasBackup && isDown ? 0 : 10, 10, backup: hasBackup && isDown)
            )
        );

        var finding = Assert.Single(Of(Polled(Everywhere, reading, reading)));
        Assert.EndsWith(end, finding.Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void BackupServersInUse_MayBeFull()
    {
        var reading = Reading(Backend(0, Server(0, 10, "DOWN"), Server(0, 10, "DOWN"), Server(10, 10, backup: true)));

        Assert.Contains(
            "the only available server",
            Text(Polled(Everywhere, reading, reading)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AQueueOfOneServer_IsAWarning()
    {
        var reading = Reading(Backend(0, Server(10, 10, queue: 12), Server(3, 10), Server(3, 10)));
        var finding = Assert.Single(Of(Polled(["k8sworker1"], reading, reading)));

        Assert.Equal(
            "About 10 connections wait in the queue of api-backend on k8sworker1.",
            finding.Message.ToString()
        );
        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Fact]
    public void AFindingStaysTheSame_WhileTheQueueVaries_AndIsOneEntry()
    {
        var polls = new[] { 42, 42, 31, 60, 99, 26, 50, 44 }.Select(queue =>
            Reading(Backend(queue, Server(100, 100), Server(100, 100), Server(100, 100)))
        );
        var snapshot = Base();
        HashSet<Finding> findings = [];
        foreach (var (poll, second) in polls.Select((poll, i) => (poll, i + 1)))
        {
            snapshot = SnapshotReducer.Apply(snapshot, Observed("k8smaster1", poll, second));
            findings.UnionWith(Of(snapshot));
        }

        Assert.Single(findings);
    }

    [Fact]
    public void ABackendAtTheEdgeOfItsLimit_KeepsItsFinding_AndLosesItTenSecondsAfterTheLastFullPoll()
    {
        var full = Reading(Backend(0, Server(10, 10), Server(10, 10), Server(10, 10)));
        var room = Reading(Backend(0, Server(10, 10), Server(9, 10), Server(10, 10)));
        var snapshot = Polled(["k8smaster1"], full, full, room, full, room, room);
        Assert.Equal(A.After(1), Assert.Single(Of(snapshot)).Since);

        Assert.Single(Of(SnapshotReducer.Apply(snapshot, Observed("k8smaster1", room, 13.9))));
        Assert.Empty(Of(SnapshotReducer.Apply(snapshot, Observed("k8smaster1", room, 14))));
    }

    [Fact]
    public void SinglePeaks_AreNoFinding()
    {
        var full = Reading(Backend(9, Server(10, 10), Server(10, 10), Server(10, 10)));
        var room = Reading(Backend(0, Server(10, 10), Server(9, 10), Server(10, 10)));

        Assert.Empty(Of(Polled(Everywhere, full, room, full, room, full, room)));
    }

    [Fact]
    public void DataThatIsNotCurrent_IsNoFinding()
    {
        var full = Reading(Backend(9, Server(10, 10), Server(10, 10), Server(10, 10)));
        var snapshot = Polled(["k8smaster1"], full, full);
        var failed = new SourceFailed(SourceId.HaProxy(A.Name("k8smaster1")), A.Failure(), A.After(3));

        Assert.Empty(Of(SnapshotReducer.Apply(snapshot, failed)));
    }

    [Theory]
    [InlineData(94, null)]
    [InlineData(95, Severity.Warning)]
    [InlineData(99, Severity.Warning)]
    [InlineData(100, Severity.Critical)]
    public void AProcessNearItsMaxconn_IsAWarning_AndAtItIsCritical(int connections, Severity? severity)
    {
        var reading = Reading(("Maxconn", 100), ("CurrConns", connections));
        var finding = Of(Polled(["k8sworker1"], reading, reading)).SingleOrDefault();

        Assert.Equal(severity, finding?.Severity);
        var expected = severity switch
        {
            Severity.Critical => "HAProxy is at its limit of 100 connections on k8sworker1.",
            Severity.Warning => "HAProxy uses at least 95 % of its 100 connections on k8sworker1.",
            _ => null,
        };
        Assert.Equal(expected, finding?.Message.ToString());
    }

    [Theory]
    [InlineData("ConnRate", "ConnRateLimit", "HAProxy is at its limit of 50 new connections per second on k8sworker1.")]
    [InlineData("SessRate", "SessRateLimit", "HAProxy is at its limit of 50 new sessions per second on k8sworker1.")]
    public void AProcessAtItsRate_IsAWarning(string rate, string limit, string expected)
    {
        var reading = Reading((limit, 50), (rate, 50));
        var finding = Assert.Single(Of(Polled(["k8sworker1"], reading, reading)));

        Assert.Equal((Severity.Warning, expected), (finding.Severity, finding.Message.ToString()));
        Assert.Empty(Of(Polled(["k8sworker1"], Reading((limit, 0), (rate, 50)), Reading((limit, 0), (rate, 50)))));
    }

    [Theory]
    [InlineData(500, 0, "api-front is at its limit of 500 connections on k8smaster1.")]
    [InlineData(499, 20, "api-front is at its limit of 20 new sessions per second on k8smaster1.")]
    [InlineData(499, 19, null)]
    public void AFrontendAtItsLimit_IsAWarning(int connections, int rate, string? expected)
    {
        var front = Frontend("api-front", $"{connections},500,{rate},20,0,0,0,tcp");
        var reading = Reading(front, Idle());
        var finding = Of(Polled(["k8smaster1"], reading, reading)).SingleOrDefault();

        Assert.Equal(expected, finding?.Message.ToString());
        Assert.Equal(expected is null ? null : Severity.Warning, finding?.Severity);
    }

    [Fact]
    public void AFrontendWithTheLimitOfTheProcess_IsTheProcessAtItsLimit()
    {
        var reading = Reading(
            [("Maxconn", 500), ("CurrConns", 500)],
            Frontend("api-front", "500,500,0,0,0,0,0,tcp"),
            Idle()
        );

        Assert.Equal("haproxy", Assert.Single(Of(Polled(["k8smaster1"], reading, reading))).Subject.Text);
    }

    [Fact]
    public void ConnectionsThatRulesReject_AreAWarning_WhileTheyGrow()
    {
        HaProxyReading[] polls = [.. new[] { 100, 130, 160, 160, 160 }.Select(Rejecting)];

        Assert.Empty(Of(Polled(["k8smaster1"], polls[..2])));
        var finding = Assert.Single(Of(Polled(["k8smaster1"], polls[..3])));
        Assert.Equal("api-front rejects about 20 connections per second on k8smaster1.", finding.Message.ToString());
        var still = Polled(["k8smaster1"], polls);
        Assert.Empty(Of(SnapshotReducer.Apply(still, Observed("k8smaster1", polls[4], 13))));
    }

    [Fact]
    public void RejectionsLongAgo_AndOfAnotherWorker_AreNoFinding()
    {
        Assert.Empty(Of(Polled(["k8smaster1"], Rejecting(5000), Rejecting(5000), Rejecting(5000))));
        HaProxyReading[] reloads =
        [
            .. Enumerable.Range(1, 4).Select(i => Rejecting(i * 500) with { Process = A.Process(pid: i) }),
        ];
        Assert.Empty(Of(Polled(["k8smaster1"], reloads)));
    }

    [Fact]
    public void HttpRequestsThatRulesDeny_AreNoLoad()
    {
        HaProxyReading[] polls =
        [
            .. new[] { 1, 500, 900, 1500 }.Select(denied =>
                Reading(Frontend("api-front", $"1,500,0,0,0,0,{denied},http"), Idle())
            ),
        ];

        Assert.Empty(Of(Polled(["k8smaster1"], polls)));
    }

    [Fact]
    public void OtherProxies_AreInfo_AndDoNotDecideTheLevel()
    {
        var reading = Reading(
            Idle(),
            Backend("registry", 12, Server(4, 4, proxy: "registry")),
            Frontend("registry-front", "60,60,0,0,0,0,0,tcp")
        );
        var snapshot = Polled(Everywhere, reading, reading);

        Assert.Equal(["registry", "registry-front"], Of(snapshot).Select(f => f.Subject.Text));
        Assert.All(Of(snapshot), f => Assert.Equal(Severity.Info, f.Severity));
        Assert.Equal(Level.Healthy, VerdictOf(snapshot).Level);
        Assert.Equal("/haproxy", Of(snapshot)[1].Link);
    }

    [Theory]
    [InlineData("api-front", Severity.Warning)]
    [InlineData("other-front", Severity.Info)]
    public void HaproxyCfg_ShowsWhichFrontendSendsToTheApi(string frontend, Severity severity)
    {
        const string Configuration = """
            frontend api-front
                bind 127.0.0.1:5443
                default_backend api-backend
            frontend other-front
                bind :80
                default_backend registry
            backend api-backend
                server master1 10.0.42.1:6443 check
            """;
        var reading = Reading(
            Idle(),
            Backend("registry", 0, Server(0, 4, proxy: "registry")),
            Frontend(frontend, "60,60,0,0,0,0,0,tcp")
        );
        var file = NodeConfiguration.Read(ConfigurationFile.Of(Configuration, isCut: false));
        var read = SourceCatalogue.HaProxyConfiguration.Observed(A.Name("k8smaster1"), file, A.After(2));

        var finding = Assert.Single(Of(SnapshotReducer.Apply(Polled(["k8smaster1"], reading, reading), read)));

        Assert.Equal(severity, finding.Severity);
    }

    [Fact]
    public void AFullBackend_ExplainsFailingConnections_AndASlowApi()
    {
        var full = Reading(Backend(42, Server(9, 9), Server(9, 9), Server(9, 9)));
        var polled = Polled(["k8smaster1"], full, full);
        var failing = SnapshotReducer.Apply(polled, Endpoint("k8smaster1", false, 3.6));
        var slow = Everywhere.Aggregate(polled, (s, node) => SnapshotReducer.Apply(s, Endpoint(node, true, 3)));

        var cause = Assert.Single(Of(polled)).Key;
        Assert.Equal(cause, Assert.Single(VerdictOf(failing).Findings, f => f.Rule == EndpointFailingRule.Id).CausedBy);
        Assert.Equal(cause, Assert.Single(VerdictOf(slow).Findings, f => f.Rule == ApiSlowRule.Id).CausedBy);
        var elsewhere = SnapshotReducer.Apply(polled, Endpoint("k8smaster2", false, 3.6));
        Assert.Null(Assert.Single(VerdictOf(elsewhere).Findings, f => f.Rule == EndpointFailingRule.Id).CausedBy);
    }

    [Fact]
    public void ALostMaster_ExplainsThatTheOthersAreFull()
    {
        var full = Reading(Backend(42, Server(9, 9, "DOWN", "L4TOUT"), Server(9, 9), Server(9, 9)));
        var nodes = Everywhere[1..];
        var snapshot = Polled(nodes, Scenario.Whole().MastersLost(1).Snapshot, full, full);

        var finding = Assert.Single(Of(snapshot));

        var lost = Assert.Single(VerdictOf(snapshot).Findings, f => f.Rule == MasterUnreachableRule.Id);
        Assert.Equal(lost.Key, finding.CausedBy);
    }

    private static Verdict VerdictOf(ClusterSnapshot snapshot) => Judge.Assess(ClusterDiagnosis.Of(snapshot));

    private static ImmutableArray<Finding> Of(ClusterSnapshot snapshot) =>
        [.. VerdictOf(snapshot).Findings.Where(f => f.Rule == SaturatedRule.Id)];

    private static string Text(ClusterSnapshot snapshot) => Assert.Single(Of(snapshot)).Message.ToString();

    private static IEnumerable<string> Texts(Finding finding) => finding.Evidence.Select(e => e.Text.ToString());

    private static ClusterSnapshot Base() => Scenario.Whole().Snapshot;

    private static ClusterSnapshot Polled(string[] nodes, params HaProxyReading[] polls) =>
        Polled(nodes, Base(), polls);

    /// <summary>The polls of these nodes, one per second.</summary>
    private static ClusterSnapshot Polled(string[] nodes, ClusterSnapshot from, params HaProxyReading[] polls) =>
        (
            from poll in polls.Select((reading, i) => (Reading: reading, Second: i + 1))
            from node in nodes
            select Observed(node, poll.Reading, poll.Second)
        ).Aggregate(from, SnapshotReducer.Apply);

    private static Observation Observed(string node, HaProxyReading reading, double second) =>
        SourceCatalogue.HaProxy.Observed(A.Name(node), reading, A.After(second));

    private static Observation Endpoint(string node, bool ok, double seconds)
    {
        var error = ok ? null : Message.Verbatim("no answer within 3.6 s");
        var attempt = new EndpointAttempt(ok, ok ? 200 : null, TimeSpan.FromSeconds(seconds), error, null);
        return SourceCatalogue.LocalEndpoint.Observed(
            A.Name(node),
            new EndpointProbe([attempt], ServerIdentity.Verified),
            A.After(2)
        );
    }

    private static HaProxyReading Reading(params Proxy[] proxies) => Reading([], proxies);

    private static HaProxyReading Reading(params (string Name, int Value)[] process) => Reading(process, Idle());

    private static HaProxyReading Reading((string Name, int Value)[] process, params Proxy[] proxies)
    {
        var fields = process.Select(field =>
            KeyValuePair.Create(field.Name, field.Value.ToString(CultureInfo.InvariantCulture))
        );
        return new HaProxyReading(
            A.Process() with
            {
                Fields = [.. A.Process().Fields, .. fields],
            },
            StatColumns.Empty,
            [.. proxies]
        );
    }

    private static HaProxyReading Rejecting(int rejected) =>
        Reading(Frontend("api-front", $"1,500,0,0,{rejected},0,0,tcp"), Idle());

    private static Proxy Idle() => Backend(0, Server(1, 100), Server(1, 100), Server(1, 100));

    private static Proxy Backend(int queue, params Server[] servers) => Backend(A.Backend, queue, servers);

    private static Proxy Backend(string name, int queue, params Server[] servers)
    {
        Server[] named =
        [
            .. servers.Select(
                (server, i) =>
                    server with
                    {
                        Name = ServerName.Parse(string.Create(CultureInfo.InvariantCulture, $"master{i + 1}")),
                    }
            ),
        ];
        return A.Proxy(name, named) with { Backend = new Backend(name, "UP", A.Row("qcur", Text(queue))) };
    }

    private static Proxy Frontend(string name, string cells) =>
        new(
            ProxyName.Parse(name),
            2,
            new Frontend(name, "OPEN", A.Row("scur,slim,rate,rate_lim,dcon,dses,dreq,mode", cells)),
            null,
            [],
            []
        );

    private static Server Server(
        int connections,
        int? limit,
        string status = "UP",
        string check = "L4OK",
        bool backup = false,
        int queue = 0,
        string proxy = A.Backend
    ) =>
        A.Server("master", status, check, proxy: proxy) with
        {
            Row = A.Row(
                "qcur,scur,slim,bck,tracked",
                string.Join(
                    ',',
                    Text(queue),
                    Text(connections),
                    limit is { } most ? Text(most) : "",
                    backup ? "1" : "0",
                    ""
                )
            ),
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
