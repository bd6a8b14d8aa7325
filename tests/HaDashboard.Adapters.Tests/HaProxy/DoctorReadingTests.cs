using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>The configured commands of the topology doctor, and the check of the key.</summary>
public sealed class DoctorReadingTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly FakeHaProxy _node = new("n1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public DoctorReadingTests() =>
        _node.Refusal = () =>
            new SourceFailureException(FailureKind.SocketPermissionDenied, Message.Verbatim("No socket for this key."));

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void WithoutCommands_OnlyTheKeyIsChecked() =>
        Assert.Equal(
            [SourceKind.OwnKey],
            Readings(new HaProxyNodeOptions(_node.Node, "/s", "c", "r")).Select(reading => reading.Source.Kind)
        );

    [Fact]
    public async Task EachCommand_IsRunUnchanged_AndItsOutputIsParsed()
    {
        var readings = Readings(Every()).ToDictionary(reading => reading.Source.Kind);
        Answers(0, "ExecReload=/usr/sbin/haproxy -c -f x\n");
        Assert.True(
            Assert
                .IsType<SourceObserved<HaProxyUnit>>(await readings[SourceKind.HaProxyUnit].ObserveAsync(Ct))
                .Value.ValidatesBeforeReload
        );
        Assert.Equal("show unit", _node.LastCommandLine);

        Answers(
            2,
            "/etc/kubernetes/kubelet.conf:    server: https://127.0.0.1:5443\n"
                + "grep: /etc/kubernetes/scheduler.conf: No such file or directory\n"
        );
        Assert.Equal(
            "https://127.0.0.1:5443",
            Assert
                .Single(
                    Assert
                        .IsType<SourceObserved<KubeconfigServers>>(
                            await readings[SourceKind.Kubeconfigs].ObserveAsync(Ct)
                        )
                        .Value.All
                )
                .Server
        );

        Answers(0, "1000000000.250000000\n");
        var ahead = Assert.IsType<SourceObserved<ClockBounds>>(await readings[SourceKind.Clock].ObserveAsync(Ct)).Value;
        Assert.True(ahead.Most < TimeSpan.FromDays(-365), $"{ahead}"); // that was in 2001
    }

    [Theory]
    [InlineData(SourceKind.HaProxyUnit)]
    [InlineData(SourceKind.Kubeconfigs)]
    [InlineData(SourceKind.Clock)]
    public async Task UnexpectedOutput_IsNotInTheMessage(SourceKind kind)
    {
        Answers(1, "client-key-data: c2VjcmV0\ntoken: hunter2\nserver: file:///hunter2\n");

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            Readings(Every()).Single(reading => reading.Source.Kind == kind).ObserveAsync(Ct)
        );

        Assert.DoesNotContain("c2VjcmV0", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_IsCheckedOnce_AndNotInEveryRound()
    {
        Answers(77, "hadashboard-gate: refused\n");
        var reading = Readings(new HaProxyNodeOptions(_node.Node, "/s", "c", "r") { HasKey = true }).Single();

        var first = await reading.ObserveAsync(Ct);
        Answers(0, "hadashboard-key-is-not-restricted\n");

        Assert.True(Assert.IsType<SourceObserved<KeyRights>>(first).Value.HasKey);
        Assert.Equal(first, await reading.ObserveAsync(Ct));
        Assert.False(reading.IsWoken);
    }

    [Fact]
    public async Task UnrestrictedKey_IsReported()
    {
        Answers(0, "hadashboard-key-is-not-restricted\n");

        Assert.Contains(
            "it runs any command",
            Assert
                .IsType<SourceObserved<KeyRights>>(
                    await Readings(new HaProxyNodeOptions(_node.Node, "/s", "c", "r")).Single().ObserveAsync(Ct)
                )
                .Value.Excess.Select(right => right.ToString())
        );
    }

    [Fact]
    public async Task HostWithoutAKey_IsNotChecked()
    {
        var observed = Assert.IsType<SourceObserved<KeyRights>>(
            await Readings(new HaProxyNodeOptions(_node.Node, "/s", "c", "r") { HasKey = false })
                .Single()
                .ObserveAsync(Ct)
        );

        Assert.False(observed.Value.HasKey);
        Assert.Null(_node.LastCommandLine);
    }

    private HaProxyNodeOptions Every() =>
        new(_node.Node, "/s", "c", "r")
        {
            UnitCommand = "show unit",
            KubeconfigCommand = "grep them",
            ClockCommand = "date",
        };

    private IEnumerable<SourceReader> Readings(HaProxyNodeOptions options) =>
        DoctorReadings.Of(options, _node, Timeout, TimeProvider.System);

    private void Answers(int exitCode, string output) =>
        _node.Result = new CommandResult(exitCode, output, TimeSpan.Zero, TimedOut: false, Truncated: false);
}
