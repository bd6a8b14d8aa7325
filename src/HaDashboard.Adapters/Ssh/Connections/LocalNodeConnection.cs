using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Connections;

/// <summary>
/// The connection to the dashboard's own host, without SSH: opens its sockets directly and runs commands with <c>/bin/sh</c>.
/// </summary>
/// <param name="ports">See <see cref="NodeOptions.Ports"/>.</param>
public sealed class LocalNodeConnection(
    NodeName node,
    TimeSpan connectTimeout,
    TimeProvider time,
    Func<NodePort, int?>? ports = null
) : NodeConnection
{
    private const int SshPort = 22;

    public override NodeName Node => node;

    public override async Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct)
    {
        UnixSocketPath.Require(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket
                .ConnectAsync(new UnixDomainSocketEndPoint(path), ct)
                .AsTask()
                .WaitAsync(connectTimeout, time, ct);
            return new LocalSocketStream(new NetworkStream(socket, ownsSocket: true), node, path);
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is OperationCanceledException ? e : Explain(path, e);
        }
    }

    public override async Task<Stream> OpenTcpAsync(NodePort target, CancellationToken ct)
    {
        var real =
            ports is null ? target
            : ports(target) is { } mapped ? NodePort.Loopback(mapped)
            : throw TargetFailures.Closed(target, node);
        try
        {
            var addresses = await ResolveAsync(real.Host, ct);
            return await ConnectAsync(addresses, real.Port, ct);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw TargetFailures.FromSocket(target, node, connectTimeout, e);
        }
    }

    public override async Task ProveAsync(CancellationToken ct)
    {
        if (ports is null)
        {
            return; // The dashboard runs on this host, so it responds.
        }

        await using var stream = await OpenTcpAsync(NodePort.Loopback(SshPort), ct);
        try
        {
            await stream.ReadExactlyAsync(new byte[1], ct).AsTask().WaitAsync(connectTimeout, time, ct);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            throw new SourceFailureException(
                FailureKind.Timeout,
                SshTexts.NodeSilent(node, Rounded.Seconds(connectTimeout)),
                e
            );
        }
    }

    public override async Task<CommandResult> RunAsync(
        string commandLine,
        TimeSpan timeout,
        CancellationToken ct,
        OutputPart keep = OutputPart.First
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commandLine);
        var output = new CommandStreams(keep);
        var started = time.GetTimestamp();
        using var process = Start(commandLine);
        using var stopReading = new CancellationTokenSource();
        var streams = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, output.AppendOutput, stopReading.Token),
            PumpAsync(process.StandardError.BaseStream, output.AppendErrors, stopReading.Token)
        );
        var timedOut = false;
        try
        {
            await Task.WhenAll(process.WaitForExitAsync(ct), streams).WaitAsync(timeout, time, ct);
        }
        catch (TimeoutException)
        {
            timedOut = true;
        }
        finally
        {
            Kill(process);
            await stopReading.CancelAsync();
        }

        return output.Result(timedOut ? null : process.ExitCode, time.GetElapsedTime(started), timedOut);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host, ct).WaitAsync(connectTimeout, time, ct);
        }
        catch (TimeoutException)
        {
            throw new SocketException((int)SocketError.TryAgain); // the resolver's own error for a DNS server that does not respond
        }
    }

    private async Task<NetworkStream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct).AsTask().WaitAsync(connectTimeout, time, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Process Start(string commandLine)
    {
        try
        {
            var process = Process.Start(
                new ProcessStartInfo("/bin/sh", ["-c", commandLine])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SourceFailureException(
                FailureKind.Other,
                SshTexts.ShellUnavailable(Printable.Excerpt(e.Message)),
                e
            );
        }
    }

    private static async Task PumpAsync(Stream from, Action<ReadOnlySpan<byte>> to, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, ct)) > 0; )
            {
                to(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The command timed out or ended. The output that arrived is kept.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e)
            when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // The process has already ended.
        }
    }

    private SourceFailureException Explain(string path, Exception e) =>
        e switch
        {
            TimeoutException => new(
                FailureKind.Timeout,
                SshTexts.SocketSilent(path, node, Rounded.Seconds(connectTimeout)),
                e
            ),
            SocketException { SocketErrorCode: SocketError.AccessDenied } => SocketRefusal.PermissionDenied(
                node,
                Environment.UserName,
                path
            ),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => SocketRefusal.Refused(node, path),
            SocketException when !File.Exists(path) => SocketRefusal.NotFound(node, path),
            _ => new(FailureKind.Other, SshTexts.SocketUnusable(path, node, Printable.Excerpt(e.Message)), e),
        };
}
