using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// The connection to a node over one persistent SSH connection. It is opened at first use, replaced after a failure, and retried with a
/// growing delay. Nothing is shared with other nodes, and no node can block a caller for longer than the endpoint's timeout.
/// </summary>
public sealed class SshNodeConnection : NodeConnection
{
    private readonly SshNodeEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly SshLinkProvider _links;

    /// <param name="jitter">Returns a number in [0, 1); null for random numbers.</param>
    public SshNodeConnection(
        SshNodeEndpoint endpoint,
        TimeProvider time,
        ILogger<SshNodeConnection> logger,
        Func<double>? jitter = null
    )
    {
        (_endpoint, _time) = (endpoint, time);
        _links = new SshLinkProvider(endpoint, time, logger, jitter);
    }

    public override NodeName Node => _endpoint.Node;

    /// <summary>The relay tool on the node; null until the first socket is opened.</summary>
    public SocketRelay? Relay { get; private set; }

    /// <summary>The version string of the server, for example <c>SSH-2.0-OpenSSH_9.2p1</c>; null while not connected.</summary>
    public string? ServerVersion => _links.ServerVersion;

    public override async Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct)
    {
        UnixSocketPath.Require(path);
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            // An idle link may prove to be lost only now. The caller need not retry: it is replaced here, once.
            var (link, isNew) = await _links.GetAsync(deadline.Token);
            try
            {
                return await OpenUnixSocketAsync(link, path, deadline.Token);
            }
            catch (SourceFailureException e) when (!isNew && e.Kind == FailureKind.ConnectionLost)
            {
                (link, _) = await _links.GetAsync(deadline.Token);
                return await OpenUnixSocketAsync(link, path, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut(SshTexts.OpeningSocket(path));
        }
    }

    public override async Task<Stream> OpenTcpAsync(NodePort target, CancellationToken ct)
    {
        var real =
            _endpoint.Ports is not { } ports ? target
            : ports(target) is { } mapped ? NodePort.Loopback(mapped)
            : throw TargetFailures.Closed(target, Node);
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, isNew) = await _links.GetAsync(deadline.Token);
            try
            {
                return await OpenTcpAsync(link, real, deadline.Token, ct);
            }
            catch (SourceFailureException e) when (!isNew && e.Kind == FailureKind.ConnectionLost)
            {
                (link, _) = await _links.GetAsync(deadline.Token);
                return await OpenTcpAsync(link, real, deadline.Token, ct);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut(SshTexts.OpeningPort(target));
        }
    }

    public override async Task ProveAsync(CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(_endpoint.Timeout / 2, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, _) = await _links.GetAsync(deadline.Token);
            await link.ProveAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut(SshTexts.CheckingConnection);
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
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, _) = await _links.GetAsync(deadline.Token);
            return await RunAsync(link, commandLine, timeout, keep, deadline.Token, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut(SshTexts.StartingCommand);
        }
    }

    public override ValueTask DisposeAsync() => _links.DisposeAsync();

    /// <summary>
    /// Opens the channel. If it is still not open after half of the time, the node is tested as well: only if it responds, the target is
    /// the cause.
    /// </summary>
    private async Task<Stream> OpenTcpAsync(
        SshLink link,
        NodePort target,
        CancellationToken ct,
        CancellationToken caller
    )
    {
        var opening = new SshPortChannel(link, target).OpenAsync(ct);
        try
        {
            return await opening.WaitAsync(_endpoint.Timeout / 2, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // The node is tested below, while the channel has the rest of the time.
        }

        var proof = link.ProveAsync(ct);
        try
        {
            return await opening;
        }
        catch (Exception e)
            when (proof.IsCompletedSuccessfully
                && !caller.IsCancellationRequested
                && e is OperationCanceledException or SourceFailureException { Kind: FailureKind.Timeout }
            )
        {
            throw TargetFailures.Silent(target, Node, _endpoint.Timeout, e);
        }
        finally
        {
            _ = proof.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        }
    }

    private async Task<Stream> OpenUnixSocketAsync(SshLink link, string path, CancellationToken ct)
    {
        var relay = await RelayAsync(link, ct);
        var stream = new SshSocketStream(link, end => Refusal(path, end));
        try
        {
            await stream.OpenAsync(SocketRelays.CommandFor(relay, path), ct);
            return stream;
        }
        catch (OperationCanceledException)
        {
            link.CheckConnection();
            await stream.DisposeAsync();
            throw;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<CommandResult> RunAsync(
        SshLink link,
        string commandLine,
        TimeSpan timeout,
        OutputPart keep,
        CancellationToken toStart,
        CancellationToken toEnd
    )
    {
        var output = new CommandStreams(keep);
        OutputFilter fromOutput,
            fromErrors;
        SshChannel channel;
        long started;
        try
        {
            var shell = await link.LoginShell.GetAsync(toStart);
            (fromOutput, fromErrors) = (
                shell.FilterOutput(output.AppendOutput),
                shell.FilterErrors(output.AppendErrors)
            );
            started = _time.GetTimestamp();
            channel = await link.OpenAsync(
                shell.CommandLine(commandLine),
                fromOutput.Receive,
                fromErrors.Receive,
                toStart
            );
        }
        catch (OperationCanceledException)
        {
            link.CheckConnection();
            throw;
        }

        try
        {
            var end = await channel.Ended.WaitAsync(timeout, _time, toEnd);
            if (end.Failure is not null)
            {
                throw SshFailures.Copy(end.Failure);
            }

            fromOutput.End();
            fromErrors.End();
            if (!fromOutput.HasFound || !fromErrors.HasFound)
            {
                link.LoginShell.Forget();
            }

            return output.Result(end.ExitCode, _time.GetElapsedTime(started), timedOut: false);
        }
        catch (TimeoutException)
        {
            channel.Terminate();
            link.CheckConnection();
            return output.Result(exitCode: null, _time.GetElapsedTime(started), timedOut: true);
        }
        catch (OperationCanceledException)
        {
            channel.Terminate();
            throw;
        }
    }

    private async Task<SocketRelay> RelayAsync(SshLink link, CancellationToken ct)
    {
        if (Relay is { } known)
        {
            return known;
        }

        var probe = await RunAsync(link, SocketRelays.Probe, _endpoint.Timeout, OutputPart.First, ct, ct);
        if (probe.ExitCode is not 0 && AccountRefusal.Find(probe.Output) is { } refusal)
        {
            throw new SourceFailureException(
                FailureKind.AccountUnusable,
                SshTexts.AccountRunsNothing($"{Node} ({_endpoint.HostAndPort})", _endpoint.Options.User, refusal)
            );
        }

        Relay = probe.TimedOut ? throw TimedOut(SshTexts.LookingForRelay) : SocketRelays.Parse(probe.Output);
        return Relay ?? throw SocketRefusal.RelayMissing(Node);
    }

    private SourceFailureException Refusal(string path, ChannelEnd end)
    {
        var refusal = SocketRefusal.FromRelay(Node, _endpoint.Options.User, path, end.ExitCode, end.Errors);
        if (refusal.Kind == FailureKind.RelayMissing)
        {
            Relay = null; // The tool was removed, or another machine has the same name now. The next call looks for a relay again.
        }

        return refusal;
    }

    private SourceFailureException TimedOut(Message step) =>
        _links.ConnectTimeout()
        ?? new SourceFailureException(
            FailureKind.Timeout,
            SshTexts.ServerTimedOut($"{Node} ({_endpoint.HostAndPort})", Rounded.Seconds(_endpoint.Timeout), step)
        );
}
