using System.Net.Sockets;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>Translates what SSH.NET throws on an established connection into failures with the node's name and address.</summary>
internal sealed class SshFailures(SshNodeEndpoint endpoint)
{
    private string Server => $"{endpoint.Node} ({endpoint.HostAndPort})";

    /// <summary>The connection failed.</summary>
    /// <param name="e">What SSH.NET threw; null if the server closed the connection without an error.</param>
    public SourceFailureException Lost(Exception? e) =>
        e switch
        {
            SourceFailureException failure => failure,
            SshOperationTimeoutException => NotResponding(),
            SshConnectionException or SocketException or ObjectDisposedException or null => new(
                FailureKind.ConnectionLost,
                SshTexts.ConnectionLost(Server, ReasonOf(e)),
                e
            ),
            _ => new(FailureKind.Other, SshTexts.ConnectionFailed(Server, ReasonOf(e)), e),
        };

    /// <summary>One channel failed. Other channels of the same connection still work.</summary>
    public SourceFailureException ChannelLost(Exception? e) =>
        new(FailureKind.ConnectionLost, SshTexts.ChannelLost(Server, ReasonOf(e)), e);

    /// <summary>The server did not confirm a channel in time.</summary>
    public SourceFailureException NotResponding() =>
        new(FailureKind.Timeout, SshTexts.NoChannel(Server, Rounded.Seconds(ResponseTimeout)));

    /// <summary>The server allows no further session on this connection.</summary>
    /// <param name="count">The sessions that it allows.</param>
    /// <param name="e">The server's refusal; null if the dashboard waited for a session to end.</param>
    public SourceFailureException SessionsLimited(int count, Exception? e = null) =>
        new(
            FailureKind.SessionsLimited,
            SshTexts.ChannelRefused(Server, count, ReasonOf(e, SshTexts.SessionsInUse)),
            e
        );

    /// <summary>
    /// A server that works confirms a channel in milliseconds. Half the timeout without a response means that it does not.
    /// </summary>
    public TimeSpan ResponseTimeout => endpoint.Timeout / 2;

    /// <summary>A copy of the failure, because one exception object must not be thrown twice.</summary>
    public static SourceFailureException Copy(SourceFailureException failure) =>
        new(failure.Kind, failure.Reason, failure.InnerException);

    private static Message ReasonOf(Exception? e) => ReasonOf(e, SshTexts.ClosedByServer);

    private static Message ReasonOf(Exception? e, Message otherwise) =>
        e is null ? otherwise : Message.Verbatim(Printable.Excerpt(e.Message));
}
