using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>Load and memory of a node, from output captured on Debian 12.</summary>
public sealed class NodeLoadTests : IAsyncDisposable
{
    private const string Captured = """
        9.95 16.64 18.61 12/189 25466
        MemTotal:       24683620 kB
        MemFree:        19171200 kB
        MemAvailable:   23083580 kB
        Buffers:           23020 kB
        Cached:          4264380 kB
        HugePages_Total:       0

        """;

    private readonly FakeHaProxy _node = new("n1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void CapturedOutput_IsParsed() =>
        Assert.Equal(
            new NodeLoad(9.95, 16.64, 18.61, 24683620L * 1024, 23083580L * 1024),
            NodeLoadParser.Parse(Captured)
        );

    [Theory]
    [InlineData("")]
    [InlineData("cat: /proc/loadavg: No such file or directory\n")]
    [InlineData("0.10 0.20 0.30 1/2 3\n")]
    [InlineData("0.10 0.20 0.30 1/2 3\nMemTotal: 100 kB\n")]
    [InlineData("0.10 0.20 0.30 1/2 3\nMemTotal: 100 kB\nMemAvailable: 200 kB\n")]
    [InlineData("0.10 0.20 0.30 1/2 3\nMemTotal: 100 kB\nMemAvailable: -1 kB\n")]
    [InlineData("0.10 0.20 0.30 1/2 3\nMemTotal: 99999999999999999999 kB\nMemAvailable: 1 kB\n")]
    [InlineData("0.10 NaN 0.30 1/2 3\nMemTotal: 100 kB\nMemAvailable: 50 kB\n")]
    public void IncompleteOutput_IsNull(string output) => Assert.Null(NodeLoadParser.Parse(output));

    [Fact]
    public async Task ConfiguredCommand_IsRunUnchanged()
    {
        _node.Result = new CommandResult(0, Captured, TimeSpan.Zero, TimedOut: false, Truncated: false);
        var options = new HaProxyNodeOptions(_node.Node, "/s", "c", "r") { LoadCommand = "cat both" };
        var reader = DoctorReadings
            .Of(options, _node, TimeSpan.FromSeconds(20), TimeProvider.System)
            .Single(reader => reader.Source.Kind is SourceKind.NodeLoad);

        var observed = Assert.IsType<SourceObserved<NodeLoad>>(await reader.ObserveAsync(Ct));

        Assert.Equal("cat both", _node.LastCommandLine);
        Assert.Equal(9.95, observed.Value.OneMinute);
    }
}
