using System.Net;
using System.Net.Sockets;
using System.Reflection;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// A direct-tcpip channel to an address and port, to which the node connects. SSH.NET exposes it only through
/// <see cref="ForwardedPortLocal"/>. That class opens a port on this host for any process, blocks a pool thread per connection, and hides
/// why the server refused. So this class uses the channel itself by reflection (a lab test verifies that this works) and connects it to a
/// socket pair. The pair's listener exists for microseconds and accepts only the dashboard's own connection.
/// </summary>
internal sealed class SshPortChannel(SshLink link, NodePort target) : IForwardedPort
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Session = typeof(BaseClient).GetProperty("Session", Any);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (uint Code, string Words)? _refusal;

    /// <summary>Required by the interface and never raised: the connection ends with its stream.</summary>
    public event EventHandler? Closing
    {
        add { }
        remove { }
    }

    /// <summary>Opens the channel and returns its stream.</summary>
    /// <exception cref="SourceFailureException">
    /// No process listens on the port, the node has no route to it, sshd does not allow forwarding to it, or the connection is lost.
    /// </exception>
    public async Task<Stream> OpenAsync(CancellationToken ct)
    {
        var (near, far) = await PairAsync(ct);
        try
        {
            _ = Task.Factory.StartNew(
                () => Run(far),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            await _opened.Task.WaitAsync(ct);
            return new SshPortStream(new NetworkStream(near, ownsSocket: true), link, target);
        }
        catch
        {
            near.Dispose(); // The channel's thread reads the end of its socket and ends.
            throw;
        }
    }

    public void Dispose() { }

    private static async Task<(Socket Near, Socket Far)> PairAsync(CancellationToken ct)
    {
        using var listener = Loopback();
        listener.Listen(1);
        var near = Loopback();
        try
        {
            await near.ConnectAsync(listener.LocalEndPoint!, ct);
            while (true)
            {
                var far = await listener.AcceptAsync(ct);
                if (Equals(far.RemoteEndPoint, near.LocalEndPoint))
                {
                    far.NoDelay = near.NoDelay = true;
                    return (near, far);
                }

                far.Dispose(); // Another process on this host connected first.
            }
        }
        catch
        {
            near.Dispose();
            throw;
        }
    }

    private static Socket Loopback()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>Runs the channel. It blocks its own thread until the connection ends.</summary>
    private void Run(Socket far)
    {
        IDisposable? channel = null;
        try
        {
            channel = Create();
            Call(channel, "Open", target.Host, (uint)target.Port, this, far);
            if (channel.GetType().GetProperty("IsOpen", Any)?.GetValue(channel) is not true)
            {
                throw Refused();
            }

            _opened.TrySetResult();
            Call(channel, "Bind");
        }
        catch (Exception e)
        {
            _opened.TrySetException(_refusal is null ? link.Failures.Lost(e) : Refused());
            _ = _opened.Task.Exception;
        }
        finally
        {
            Close(channel);
            far.Dispose();
        }
    }

    private IDisposable Create()
    {
        var session = Session?.GetValue(link.Client) ?? throw link.Failures.Lost(null);
        var create = Array
            .Find(session.GetType().GetInterfaces(), type => type.Name is "ISession")
            ?.GetMethod("CreateChannelDirectTcpip");
        if (
            create?.Invoke(session, null) is not IDisposable channel
            || channel.GetType().GetEvent("OpenFailed", Any) is not { EventHandlerType: { } handler } failed
        )
        {
            throw new SourceFailureException(FailureKind.Other, SshTexts.PortChannelMissing);
        }

        failed
            .GetAddMethod(nonPublic: true)!
            .Invoke(channel, [Delegate.CreateDelegate(handler, this, ((Action<object?, EventArgs>)Remember).Method)]);
        return channel;
    }

    private void Remember(object? sender, EventArgs e) =>
        _refusal = (
            e.GetType().GetProperty("ReasonCode", Any)?.GetValue(e) is uint code ? code : 0,
            Printable.Excerpt(e.GetType().GetProperty("Description", Any)?.GetValue(e) as string)
        );

    private SourceFailureException Refused() =>
        _refusal is { } refusal
            ? TargetFailures.FromSsh(target, link.Node, link.Failures.ResponseTimeout, refusal.Code, refusal.Words)
            : link.Failures.Lost(null);

    private static void Call(object channel, string method, params object[] arguments)
    {
        try
        {
            channel
                .GetType()
                .GetMethod(
                    method,
                    Any,
                    [
                        .. arguments.Select(argument =>
                            argument is IForwardedPort ? typeof(IForwardedPort) : argument.GetType()
                        ),
                    ]
                )!
                .Invoke(channel, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw e.InnerException;
        }
    }

    private static void Close(IDisposable? channel)
    {
        try
        {
            channel?.Dispose();
        }
        catch (Exception)
        {
            // The connection is lost, so the channel cannot be closed properly.
        }
    }
}
