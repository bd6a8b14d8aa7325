using System.Net;
using System.Net.Sockets;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Reachability;
using HaDashboard.Core.Diagnosis.Verdicts;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>A real HAProxy at its limits, with clients that keep their connections.</summary>
public sealed class SaturationTests
{
    private const string ServerLimit = "default-server maxconn 2 ";

    [Theory]
    [InlineData(
        "default-server ",
        ServerLimit,
        10,
        Severity.Critical,
        "api-backend is full on node: all 3 available servers are at maxconn 2, and about 5 connections wait."
    )]
    [InlineData(
        "default-server ",
        ServerLimit,
        6,
        Severity.Warning,
        "api-backend is full on node: all 3 available servers are at maxconn 2."
    )]
    [InlineData(
        "default_backend",
        "maxconn 4\n    default_backend",
        6,
        Severity.Warning,
        "api-front is at its limit of 4 connections on node."
    )]
    [InlineData(
        "default_backend",
        "rate-limit sessions 2\n    default_backend",
        60,
        Severity.Warning,
        "api-front is at its limit of 2 new sessions per second on node."
    )]
    [InlineData(
        "global\n",
        "global\n    maxconn 8\n",
        10,
        Severity.Critical,
        "HAProxy is at its limit of 8 connections on node."
    )]
    [InlineData(
        "global\n",
        "global\n    maxconn 20\n",
        19,
        Severity.Warning,
        "HAProxy uses at least 95 % of its 20 connections on node."
    )]
    public async Task ALimitThatClientsReach_IsFound_AndEveryServerIsUp(
        string text,
        string replacement,
        int clients,
        Severity severity,
        string message
    )
    {
        await using var lab = await Lab.StartAsync(cfg => cfg.Replace(text, replacement, StringComparison.Ordinal));
        using var connections = new Connections(lab.Node.HaProxy.FrontPort);
        connections.Open(clients);

        var verdict = await FoundAsync(lab, f => f.Message.ToString() == message, () => { });

        Assert.Equal(severity, Assert.Single(verdict.Findings, f => f.Rule == SaturatedRule.Id).Severity);
        Assert.DoesNotContain(verdict.Findings, f => f.Rule == ServerDownRule.Id || f.Rule == NoServerUpRule.Id);
        var servers = lab.Feed.Current.Snapshot.Node("node")!.HaProxy.Value!.Find("api-backend")!.Servers;
        Assert.All(servers, server => Assert.True(server.IsProvenUp, server.Status.Text));
    }

    [Fact]
    public async Task ConnectionsThatARuleRejects_AreFound()
    {
        await using var lab = await Lab.StartAsync(cfg =>
            cfg.Replace(
                "default_backend",
                "tcp-request connection reject if { src 127.0.0.1 }\n    default_backend",
                StringComparison.Ordinal
            )
        );
        using var connections = new Connections(lab.Node.HaProxy.FrontPort);

        var verdict = await FoundAsync(lab, f => f.Rule == SaturatedRule.Id, () => connections.Open(1));

        var finding = Assert.Single(verdict.Findings, f => f.Rule == SaturatedRule.Id);
        Assert.StartsWith("api-front rejects ", finding.Message.ToString(), StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, finding.Severity);
    }

    private static async Task<Verdict> FoundAsync(Lab lab, Func<Finding, bool> condition, Action beforePoll)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            beforePoll();
            await lab.RefreshAsync();
            var verdict = lab.Feed.Current.Verdict;
            if (verdict.Findings.Any(condition))
            {
                return verdict;
            }

            Assert.False(
                deadline.IsCancellationRequested,
                string.Join('\n', verdict.Findings.Select(f => f.Message.ToString()))
            );
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Clients that connect and send nothing. Those that HAProxy does not accept yet wait in the kernel.</summary>
    private sealed class Connections(int port) : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        internal void Open(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                socket.Connect(IPAddress.Loopback, port);
            }
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
    }
}
