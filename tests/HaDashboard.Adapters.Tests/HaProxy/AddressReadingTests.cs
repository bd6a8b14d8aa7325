using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>The addresses of a machine, from output in the form of Linux 6.1.</summary>
public sealed class AddressReadingTests : IAsyncDisposable
{
    private const string FibTrie = """
        Main:
          +-- 0.0.0.0/0 3 0 5
             |-- 0.0.0.0
                /0 universe UNICAST
             +-- 10.0.42.0/24 2 0 2
                |-- 10.0.42.0
                   /24 link UNICAST
                |-- 10.0.42.1
                   /32 host LOCAL
                |-- 10.0.42.100
                   /32 host LOCAL
                |-- 10.0.42.255
                   /32 link BROADCAST
             +-- 127.0.0.0/8 2 0 2
                |-- 127.0.0.0
                   /8 host LOCAL
                |-- 127.0.0.1
                   /32 host LOCAL
        Local:
          +-- 0.0.0.0/0 3 0 5
             |-- 10.0.42.1
                /32 host LOCAL
             |-- 10.0.42.100
                /32 host LOCAL
             |-- 127.0.0.1
                /32 host LOCAL

        """;

    private const string Inet6 = """
        00000000000000000000000000000001 01 80 10 80       lo
        fe8000000000000002155dfffe000001 02 40 20 80     eth0
        fd00004200000000000000000000000a 02 40 00 80     eth0
        fd000042000000000000000000000064 02 80 00 08     eth0

        """;

    private readonly FakeHaProxy _node = new("n1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void BothFiles_GiveEveryAddressThatOtherMachinesCanUse() =>
        Assert.Equal(["10.0.42.1", "10.0.42.100", "fd00:42::a"], AddressParser.Parse(FibTrie + Inet6)!.All);

    [Fact]
    public void HostWithoutIpv6_HasItsIpv4Addresses() =>
        Assert.Equal(
            ["10.0.42.1", "10.0.42.100"],
            AddressParser.Parse(FibTrie + "cat: /proc/net/if_inet6: No such file or directory\n")!.All
        );

    [Fact]
    public void LinesOfALoginShell_AndCarriageReturns_HaveNoEffect() =>
        Assert.Equal(
            ["10.0.42.1", "10.0.42.100"],
            AddressParser
                .Parse($"Last login: 10.9.9.9\r\n{FibTrie.Replace("\n", "\r\n", StringComparison.Ordinal)}bye")!
                .All
        );

    [Theory]
    [InlineData("")]
    [InlineData("cat: /proc/net/fib_trie: Permission denied\n")]
    [InlineData("hadashboard-gate: refused: this key is not allowed to run this command\n")]
    [InlineData("   |-- 10.0.42.1\n      /24 link UNICAST\n")]
    [InlineData("   |-- not-an-address\n      /32 host LOCAL\n")]
    [InlineData("fd00004200000000000000000000000a 02 40 00 80     eth0\n")]
    public void OutputWithoutLocalIpv4Addresses_IsNull(string output) => Assert.Null(AddressParser.Parse(output));

    [Fact]
    public async Task ConfiguredCommand_IsRunUnchanged_WhateverItsExitCode()
    {
        _node.Result = new CommandResult(1, FibTrie, TimeSpan.Zero, TimedOut: false, Truncated: false);

        Assert.Equal(["10.0.42.1", "10.0.42.100"], (await Reading(null).ReadAsync(Cancelled)).All);
        Assert.Equal("cat both", _node.LastCommandLine);
    }

    [Theory]
    [InlineData("refused", false, false, FailureKind.Malformed)]
    [InlineData(FibTrie, false, true, FailureKind.Malformed)]
    [InlineData(FibTrie, true, false, FailureKind.Timeout)]
    public async Task OtherOutput_IsAFailure(string output, bool timedOut, bool truncated, FailureKind kind)
    {
        _node.Result = new CommandResult(77, output, TimeSpan.Zero, timedOut, truncated);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => Reading(null).ReadAsync(Cancelled));

        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData("10.0.42.100:8443", 3)]
    [InlineData("127.0.0.1:5443", 60)]
    [InlineData("api.example:8443", 60)]
    [InlineData(null, 10)]
    public void Interval_IsShort_WhileTheApiHasAVirtualAddress(string? endpoint, int seconds)
    {
        var feed = new FixedFeed(ClusterSnapshot.For(ClusterInventory.Empty with { WatchesKubernetes = true }));
        if (endpoint is not null)
        {
            feed.With(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), DateTimeOffset.UtcNow));
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), Reading(feed).PauseAfter(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task NameOfAMachine_IsResolvedHere_WithoutLoopbackAddresses()
    {
        var reading = Resolved("10.0.42.7", "localhost");

        Assert.Equal(["10.0.42.7"], (await reading.ReadAsync(Cancelled)).All);
    }

    [Fact]
    public async Task NameThatDoesNotResolve_IsAFailureThatNamesIt()
    {
        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            Resolved("no-such-host.invalid").ReadAsync(Cancelled)
        );

        Assert.Equal(FailureKind.HostUnreachable, failure.Kind);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    private AddressReading Reading(FixedFeed? feed) =>
        new(_node, "cat both", TimeSpan.FromSeconds(20), TimeProvider.System, feed);

    private static ResolvedAddressReading Resolved(params string[] names) =>
        new(NodeName.Parse("n1"), [.. names], TimeSpan.FromSeconds(20), TimeProvider.System);
}
