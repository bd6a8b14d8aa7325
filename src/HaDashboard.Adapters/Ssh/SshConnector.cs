using System.Net;
using System.Net.Sockets;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// One attempt to connect and sign in. It BLOCKS, on a thread of its own: SSH.NET waits for the key exchange and the sign-in on the
/// calling thread even in its asynchronous call, and the name resolver does so always; a hundred nodes hanging there would starve
/// the thread pool.
/// </summary>
internal sealed class SshConnector(SshNodeEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ChannelClose = TimeSpan.FromSeconds(1);

    private volatile string _step = "reading the key files";

    /// <summary>What the attempt is doing now, for the message when it takes too long.</summary>
    public string Step => _step;

    public Task<SshLink> Start() =>
        Task.Factory.StartNew(Connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>A failure to reach the server or to sign in, in words.</summary>
    public SourceFailureException Explain(Exception e) =>
        e switch
        {
            SourceFailureException failure => failure,
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Failure(
                FailureKind.ConnectionRefused,
                $"{endpoint.HostAndPort} refused the connection: sshd is not running there, or listens on another port."
            ),
            SocketException
            {
                SocketErrorCode: SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
                    or SocketError.HostDown
                    or SocketError.NetworkDown
            } => Failure(FailureKind.HostUnreachable, $"No route to {endpoint.HostAndPort}."),
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound
                    or SocketError.NoData
                    or SocketError.TryAgain
                    or SocketError.NoRecovery
            } => Failure(FailureKind.HostUnreachable, $"The name {endpoint.Host} does not resolve."),
            SocketException { SocketErrorCode: SocketError.TimedOut } or SshOperationTimeoutException => TooSlow(),
            SshAuthenticationException => Failure(
                FailureKind.AuthenticationFailed,
                $"{endpoint.HostAndPort} does not accept user {endpoint.Options.User} with the key {endpoint.Options.PrivateKeyFile}: "
                    + $"is its public half in ~{endpoint.Options.User}/.ssh/authorized_keys there? ({Printable.Excerpt(e.Message)})"
            ),
            SocketException or SshConnectionException => Failure(
                FailureKind.ConnectionLost,
                $"{endpoint.HostAndPort} closed the connection while {_step}: {Printable.Excerpt(e.Message)}"
            ),
            _ => Failure(
                FailureKind.Other,
                $"{endpoint.HostAndPort} can't be used while {_step}: {Printable.Excerpt(e.Message)}"
            ),
        };

    public SourceFailureException TooSlow() =>
        Failure(
            FailureKind.Timeout,
            $"No answer from {endpoint.HostAndPort} within {endpoint.Timeout.TotalSeconds:0.#} s while {_step}."
        );

    private static SourceFailureException Failure(FailureKind kind, string message) => new(kind, message);

    private SshLink Connect()
    {
        try
        {
            var knownHosts = KnownHosts.Load(endpoint.Options.KnownHostsFile);
            _step = "resolving the name";
            var addresses = IPAddress.TryParse(endpoint.Host, out var address)
                ? [address]
                : Dns.GetHostAddresses(endpoint.Host);
            for (var i = 0; ; i++)
            {
                try
                {
                    return ConnectTo(addresses[i], knownHosts);
                }
                catch (SocketException) when (i < addresses.Length - 1)
                {
                    // A name with several addresses: the next one may answer.
                }
            }
        }
        catch (Exception e)
        {
            throw Explain(e);
        }
    }

    private SshLink ConnectTo(IPAddress address, KnownHosts knownHosts)
    {
        _step = "reading the key files";
        var key = PrivateKey.Load(endpoint.Options);
        var method = new PrivateKeyAuthenticationMethod(endpoint.Options.User, key);
        var client = new SshClient(
            new ConnectionInfo(address.ToString(), endpoint.Options.Port, endpoint.Options.User, method)
            {
                Timeout = endpoint.Timeout,
                ChannelCloseTimeout = ChannelClose,
                MaxSessions = SshLink.MaxChannels,
                RetryAttempts = 1,
            }
        )
        {
            KeepAliveInterval = KeepAlive,
        };
        HostKeyPreference.Apply(client.ConnectionInfo, knownHosts, endpoint.Host);
        SourceFailureException? refusal = null;
        client.ServerIdentificationReceived += (_, _) => _step = "exchanging keys";
        client.HostKeyReceived += (_, shown) =>
        {
            shown.CanTrust = false;
            refusal = Judge(shown, knownHosts);
            shown.CanTrust = refusal is null;
            _step = "signing in";
        };
        try
        {
            _step = "connecting";
            client.Connect();
            return new SshLink(client, endpoint, time, [method, key]);
        }
        catch (Exception e)
        {
            client.Dispose();
            method.Dispose();
            key.Dispose();
            throw refusal ?? e;
        }
    }

    private SourceFailureException? Judge(HostKeyEventArgs shown, KnownHosts knownHosts)
    {
        try
        {
            return HostKey.TryParse(shown.HostKey, out var key)
                ? knownHosts.Refuse(endpoint.Host, endpoint.Options.Port, key, CertificateOf(shown.Certificate))
                : Failure(FailureKind.HostKeyUnknown, $"{endpoint.HostAndPort} shows a host key that can't be read.");
        }
        // This runs on SSH.NET's own thread, where an exception would be reported as a broken connection.
        catch (Exception e)
        {
            return Failure(
                FailureKind.HostKeyUnknown,
                $"The host key of {endpoint.HostAndPort} can't be judged: {Printable.Excerpt(e.Message)}"
            );
        }
    }

    private static HostCertificate? CertificateOf(Certificate? certificate) =>
        certificate is not null && HostKey.TryParse(certificate.CertificateAuthorityKey, out var authority)
            ? new HostCertificate(
                authority,
                certificate.Type == Certificate.CertificateType.Host,
                [.. certificate.ValidPrincipals],
                certificate.CriticalOptions.Count > 0
            )
            : null;
}
