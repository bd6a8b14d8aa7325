using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

/// <summary>Captured error messages of socat 1.7.4, netcat-openbsd 1.219, the Python relay and dash.</summary>
public sealed class SocketRefusalTests
{
    private static readonly NodeName Node = NodeName.Parse("k8smaster1");

    [Theory]
    [InlineData(
        1,
        "2026/11/22 18:31:30 socat[14205] E connect(, AF=1 \"/nonexist\", 11): No such file or directory\n",
        FailureKind.SocketNotFound
    )]
    [InlineData(
        1,
        "2026/11/22 18:31:30 socat[14204] E connect(, AF=1 \"/run/dead.sock\", 29): Connection refused\n",
        FailureKind.SocketRefused
    )]
    [InlineData(
        1,
        "2026/11/22 18:31:30 socat[14204] E connect(, AF=1 \"/run/x.sock\", 29): Permission denied\n",
        FailureKind.SocketPermissionDenied
    )]
    [InlineData(1, "nc.openbsd: /nonexist: No such file or directory\n", FailureKind.SocketNotFound)]
    [InlineData(1, "nc.openbsd: /run/dead.sock: Connection refused\n", FailureKind.SocketRefused)]
    [InlineData(1, "connect: Permission denied\n", FailureKind.SocketPermissionDenied)]
    [InlineData(127, "sh: 1: exec: socat: not found\n", FailureKind.RelayMissing)]
    [InlineData(127, "bash: line 1: exec: socat: No such file or directory\n", FailureKind.RelayMissing)]
    [InlineData(126, "bash: line 1: /usr/bin/socat: Permission denied\n", FailureKind.RelayMissing)]
    [InlineData(1, "This account is currently not available.\n", FailureKind.Other)]
    [InlineData(77, "", FailureKind.Other)]
    public void FromRelay_ErrorOutput_DeterminesFailureKind(int exitCode, string words, FailureKind kind) =>
        Assert.Equal(kind, SocketRefusal.FromRelay(Node, "ops", "/run/haproxy/admin.sock", exitCode, words).Kind);

    [Fact]
    public void FromRelay_PermissionDenied_NamesUserAndGroup() =>
        Assert.StartsWith(
            "Permission denied for /run/haproxy/admin.sock on k8smaster1: add user ops to the socket's group (haproxy)",
            SocketRefusal.FromRelay(Node, "ops", "/run/haproxy/admin.sock", 1, "Permission denied").Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void FromRelay_UnknownOutput_IsQuotedWithoutControlCharacters() =>
        Assert.Contains(
            "\\x1b[2J",
            SocketRefusal.FromRelay(Node, "ops", "/s", 5, "\u001b[2J").Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("relay:socat\n", SocketRelay.Socat)]
    [InlineData("Welcome!\nrelay:nc-N\n", SocketRelay.Netcat)]
    [InlineData("relay:nc\r\n", SocketRelay.NetcatWithoutShutdown)]
    [InlineData("relay:python3", SocketRelay.Python3)]
    [InlineData("gate: no such verb", SocketRelay.Socat)]
    [InlineData("", SocketRelay.Socat)]
    [InlineData("relay:none", null)]
    public void ParseRelay_ProbeOutput_IsParsedByPrefix(string output, SocketRelay? relay) =>
        Assert.Equal(relay, SocketRelays.Parse(output));

    [Fact]
    public void CommandFor_InvalidPath_Throws() =>
        Assert.All(Enum.GetValues<SocketRelay>(), relay =>
            Assert.Throws<ArgumentException>(() => SocketRelays.CommandFor(relay, "/run/a;reboot"))
        );

    [Fact]
    public void CommandFor_Socat_ReturnsDocumentedCommand() =>
        Assert.Equal(
            "exec socat - UNIX-CONNECT:/run/haproxy/admin.sock",
            SocketRelays.CommandFor(SocketRelay.Socat, "/run/haproxy/admin.sock")
        );
}
