using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

/// <summary>Tests what a failed connection from a node to an address and port means.</summary>
public sealed class TargetFailuresTests
{
    private const string VirtualAddress = "10.0.42.10";
    private const uint Prohibited = 1;
    private const uint ConnectFailed = 2;

    private static readonly NodeName Node = NodeName.Parse("k8smaster1");

    [Theory]
    [InlineData("Connection refused", FailureKind.PortClosed)]
    [InlineData("Connection timed out", FailureKind.PortSilent)]
    [InlineData("Operation timed out", FailureKind.PortSilent)] // musl
    [InlineData("No route to host", FailureKind.TargetUnreachable)]
    [InlineData("Host is unreachable", FailureKind.TargetUnreachable)] // musl
    [InlineData("Network is unreachable", FailureKind.TargetUnreachable)]
    [InlineData("Name or service not known", FailureKind.TargetUnreachable)]
    [InlineData("Temporary failure in name resolution", FailureKind.TargetUnreachable)]
    [InlineData("open failed", FailureKind.TargetUnreachable)]
    [InlineData("", FailureKind.TargetUnreachable)] // dropbear
    public void FromSsh_ConnectFailed_KindFollowsReason(string reason, FailureKind expected) =>
        Assert.Equal(expected, FromSsh(VirtualAddress, ConnectFailed, reason).Kind);

    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("127.0.0.1", "open failed")]
    [InlineData("::1", "")]
    [InlineData("localhost", "open failed")]
    public void FromSsh_LoopbackWithoutReason_IsClosed(string host, string reason) =>
        Assert.Equal(FailureKind.PortClosed, FromSsh(host, ConnectFailed, reason).Kind);

    [Fact]
    public void FromSsh_Prohibited_NamesTheTargetAsPermitopenWritesIt()
    {
        var failure = FromSsh("::1", Prohibited, "open failed");

        Assert.Equal(FailureKind.PortForbidden, failure.Kind);
        Assert.Contains("permitopen=\"[::1]:6443\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromSsh_Unreachable_KeepsTheServersReason() =>
        Assert.Equal(
            "k8smaster1 cannot reach 10.0.42.10:6443: No route to host",
            FromSsh(VirtualAddress, ConnectFailed, "No route to host").Message
        );

    [Theory]
    [InlineData(SocketError.ConnectionRefused, FailureKind.PortClosed)]
    [InlineData(SocketError.TimedOut, FailureKind.PortSilent)]
    [InlineData(SocketError.HostUnreachable, FailureKind.TargetUnreachable)]
    [InlineData(SocketError.NetworkUnreachable, FailureKind.TargetUnreachable)]
    [InlineData(SocketError.HostNotFound, FailureKind.TargetUnreachable)]
    [InlineData(SocketError.TryAgain, FailureKind.TargetUnreachable)]
    [InlineData(SocketError.AddressNotAvailable, FailureKind.TargetUnreachable)]
    public void FromSocket_KindFollowsError(SocketError error, FailureKind expected) =>
        Assert.Equal(
            expected,
            TargetFailures
                .FromSocket(
                    new NodePort(VirtualAddress, 6443),
                    Node,
                    TimeSpan.FromSeconds(5),
                    new SocketException((int)error)
                )
                .Kind
        );

    [Fact]
    public void FromSocket_NoAnswerInTime_NamesTheTime()
    {
        var failure = TargetFailures.FromSocket(
            new NodePort(VirtualAddress, 6443),
            Node,
            TimeSpan.FromSeconds(5),
            new TimeoutException()
        );

        Assert.Equal(FailureKind.PortSilent, failure.Kind);
        Assert.Contains("10.0.42.10:6443", failure.Message, StringComparison.Ordinal);
        Assert.Contains("5 s", failure.Message, StringComparison.Ordinal);
    }

    private static SourceFailureException FromSsh(string host, uint code, string reason) =>
        TargetFailures.FromSsh(new NodePort(host, 6443), Node, TimeSpan.FromSeconds(5), code, reason);
}
