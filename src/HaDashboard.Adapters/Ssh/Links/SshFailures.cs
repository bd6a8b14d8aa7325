using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>Translates what SSH.NET throws on an established connection into failures with the node's name and address.</summary>
internal sealed class SshFailures(SshNodeEndpoint endpoint)
{
    private const string ClosedByServer = "closed by the server";

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
                $"The SSH connection to {Server} was lost: {Printable.Excerpt(e?.Message ?? ClosedByServer)}",
                e
            ),
            _ => new(FailureKind.Other, $"The SSH connection to {Server} failed: {Printable.Excerpt(e.Message)}", e),
        };

    /// <summary>One channel failed. Other channels of the same connection still work.</summary>
    public SourceFailureException ChannelLost(Exception? e) =>
        new(
            FailureKind.ConnectionLost,
            $"A channel to {Server} was closed while in use: {Printable.Excerpt(e?.Message ?? ClosedByServer)}",
            e
        );

    /// <summary>The server did not confirm a channel in time.</summary>
    public SourceFailureException NotResponding() =>
        new(
            FailureKind.Timeout,
            $"{Server} does not respond over SSH: it did not open a channel within {ResponseTimeout.TotalSeconds:0.#} s."
        );

    /// <summary>
    /// A server that works confirms a channel in milliseconds. Half the timeout without a response means that it does not.
    /// </summary>
    public TimeSpan ResponseTimeout => endpoint.Timeout / 2;

    /// <summary>A copy of the failure, because one exception object must not be thrown twice.</summary>
    public static SourceFailureException Copy(SourceFailureException failure) =>
        new(failure.Kind, failure.Message, failure.InnerException);
}
