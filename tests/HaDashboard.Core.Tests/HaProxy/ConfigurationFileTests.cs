using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ConfigurationFileTests
{
    [Fact]
    public void CommentsAndWhitespace_AreNoDifference()
    {
        var one = Of("# ours\nglobal\n\tdaemon   # yes\n\nbackend b\n  server  s1   10.0.0.1:80 check\n");
        var two = Of("global\r\n    daemon\nbackend b\n    server s1 10.0.0.1:80 check");
        Assert.Equal(["global", "    daemon", "backend b", "    server s1 10.0.0.1:80 check"], one.Lines);
        Assert.True(one.IsSameAs(two));
        Assert.Equal(["backend b", "    server s1 10.0.0.1:80 check"], one.Section("backend b"));
        Assert.Empty(one.Section("backend c"));
    }

    [Theory]
    [InlineData("http-request deny if { path \"/#top\" }")]
    [InlineData("log-format '%ci #1'")]
    [InlineData(@"errorfile 503 /a\ b\#c")]
    public void QuotedOrEscapedHash_IsNoComment(string line) =>
        Assert.Equal(["    " + line], Of("  " + line + " # but this is").Lines);

    [Theory]
    [InlineData("user bob password $6$salt$hash groups ops", "user bob password <masked> groups ops")]
    [InlineData("user bob insecure-password hunter2", "user bob insecure-password <masked>")]
    [InlineData("stats auth admin:hunter2", "stats auth <masked>")]
    [InlineData("setenv PASS hunter2", "setenv PASS <masked>")]
    [InlineData("dynamic-cookie-key hunter2", "dynamic-cookie-key <masked>")]
    [InlineData("server s1 10.0.0.1:80 cookie hunter2 check", "server s1 10.0.0.1:80 cookie <masked> check")]
    [InlineData(
        "http-request set-header Authorization \"Basic hunter2\"",
        "http-request set-header Authorization <masked>"
    )]
    [InlineData(
        "http-check send meth GET uri /x hdr X-Token hunter2",
        "http-check send meth GET uri /x hdr X-Token <masked>"
    )]
    [InlineData(
        "http-request redirect location https://bob:hunter2@host/",
        "http-request redirect location https://<masked>@host/"
    )]
    public void Secrets_AreMasked(string line, string shown) => Assert.Equal(["    " + shown], Of(line).Lines);

    [Fact]
    public void FilesThatDifferInASecretAlone_AreNotTheSame()
    {
        var (one, two) = (Of("stats auth a:one"), Of("stats auth a:two"));
        Assert.Equal(one.Text, two.Text);
        Assert.False(one.IsSameAs(two));
        Assert.NotEqual(one, two);
    }

    [Fact]
    public void Pending_IsKnownOnlyOfAWorkerThatWasSeenToStart()
    {
        var snapshot = new Observation[]
        {
            SourceCatalogue.HaProxy.Observed(
                Node,
                A.Reading(A.Process(pid: 1, uptime: 86400), A.Server("master1")),
                A.After(0)
            ),
            SourceCatalogue.HaProxyConfiguration.Observed(Node, NodeConfiguration.Read(Of("global")), A.After(0)),
        }.Aggregate(ClusterSnapshot.For(Scenario.InventoryOf()), SnapshotReducer.Apply);
        Assert.Null(Pending(snapshot));

        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxyConfiguration.Observed(
                Node,
                NodeConfiguration.Read(Of("global\n daemon")),
                A.After(1)
            )
        );
        Assert.Null(Pending(snapshot)); // it changed, and what the worker loaded is still not known

        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxy.Observed(
                Node,
                A.Reading(A.Process(pid: 2, uptime: 1, started: 2000), A.Server("master1")),
                A.After(2)
            )
        );
        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxyConfiguration.Observed(
                Node,
                NodeConfiguration.Read(Of("global\n daemon")),
                A.After(2)
            )
        );
        Assert.False(Pending(snapshot));

        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxyConfiguration.Observed(
                Node,
                NodeConfiguration.Read(Of("global\n daemon # only a comment")),
                A.After(3)
            )
        );
        Assert.False(Pending(snapshot));
        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxyConfiguration.Observed(
                Node,
                NodeConfiguration.Read(Of("global\n daemon\n maxconn 9")),
                A.After(4)
            )
        );
        Assert.True(Pending(snapshot));

        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxy.Observed(
                Node,
                A.Reading(A.Process(pid: 3, uptime: 600, started: 3000), A.Server("master1")),
                A.After(700)
            )
        );
        snapshot = SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxyConfiguration.Observed(Node, NodeConfiguration.Read(Of("global")), A.After(700))
        );
        Assert.Null(Pending(snapshot)); // that worker was not seen to start
    }

    private static readonly NodeName Node = A.Name("k8smaster1");

    private static bool? Pending(ClusterSnapshot snapshot) => snapshot.Node(Node)!.Configuration.Value!.IsPending;

    private static ConfigurationFile Of(string text) => ConfigurationFile.Of(text, isCut: false);
}
