using HaDashboard.Adapters.Discovery;
using HaDashboard.Adapters.Ssh.Commands;
using Xunit;

namespace HaDashboard.Adapters.Tests.Discovery;

/// <summary>The output of the set-up's commands.</summary>
public sealed class HaProxyListingTests
{
    [Fact]
    public void WhatALoginShellPrints_IsNoOutput()
    {
        var result = Result("Welcome to cp1\nhadashboard-begin\none\nhadashboard-end\nlogout\n");

        Assert.Equal(["one"], DiscoveryCommands.Output(result));
        Assert.Null(DiscoveryCommands.Output(Result("This key may not run this command.\n")));
    }

    [Fact]
    public void ProcessesWithTheSameFiles_AreOneHaProxy()
    {
        string[] lines =
        [
            "hadashboard-process",
            .. "/usr/sbin/haproxy -sf 12 -Ws -f /etc/haproxy/haproxy.cfg".Split(' '),
            "",
            "hadashboard-process",
            .. "/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -S /run/m.sock".Split(' '),
            "",
            "hadashboard-process",
            .. "haproxy -f /etc/haproxy/other.cfg".Split(' '),
        ];

        var processes = HaProxyListing.Processes(lines);

        Assert.Equal([(string?)"/run/m.sock", null], processes.Select(process => process.MasterSocket));
        Assert.Equal(["/etc/haproxy/haproxy.cfg", "/etc/haproxy/other.cfg"], processes.SelectMany(one => one.Files));
    }

    [Fact]
    public void FilesAndFolders_AreReadInTheOrderOfHaProxy()
    {
        var files = HaProxyListing.Files([
            "no header",
            "==> /etc/haproxy/haproxy.cfg <==",
            "global",
            "==> /etc/haproxy/conf.d/20.cfg <==",
            "backend b",
            "==> /etc/haproxy/conf.d/10.cfg <==",
            "backend a",
        ]);

        Assert.Equal(
            "global\nbackend a\nbackend b",
            HaProxyListing.TextOf(files, ["/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d/"])
        );
        Assert.Null(HaProxyListing.TextOf(files, ["/etc/haproxy/haproxy.cfg", "/etc/haproxy/secret.cfg"]));
        Assert.Null(HaProxyListing.TextOf(files, []));
    }

    [Theory]
    [InlineData(
        "User ops may run the following commands on cp1:\n    (root) NOPASSWD: /usr/sbin/haproxy -c -f /etc/haproxy/haproxy.cfg,\n"
            + "        /usr/bin/systemctl reload\n        haproxy\n",
        true
    )]
    [InlineData("User ops may run the following commands on cp1:\n    (ALL) NOPASSWD: ALL\n", true)]
    [InlineData("User ops may run the following commands on cp1:\n    (ALL) ALL\n", false)]
    [InlineData(
        "User ops may run the following commands on cp1:\n    (root) NOPASSWD: /usr/bin/systemctl status haproxy\n",
        false
    )]
    [InlineData("sudo: a password is required\n", false)]
    [InlineData("sh: 1: sudo: not found\n", null)]
    [InlineData("", null)]
    public void TheRightToReload_IsInTheListOfSudo(string output, bool? expected) =>
        Assert.Equal(expected, HaProxyListing.MayReload(output));

    private static CommandResult Result(string output) =>
        new(0, output, TimeSpan.Zero, TimedOut: false, Truncated: false);
}
