using System.Net;
using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.HostKeys;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// One attempt to connect and sign in. It blocks its own thread: even the asynchronous call of SSH.NET waits for the key exchange and the
/// sign-in on the calling thread, and so does the name resolver. On the thread pool, a hundred nodes that do not respond would use up
/// all threads.
/// </summary>
internal sealed class SshConnector(SshNodeEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ChannelClose = TimeSpan.FromSeconds(1);

    private volatile string _step = "reading the key files";

    /// <summary>The current step of the attempt, for the message of a timeout.</summary>
    public string Step => _step;

    public Task<SshLink> Start() =>
        Task.Factory.StartNew(Connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Describes why the server is unreachable or the sign-in failed.</summary>
    public SourceFailureException Explain(Exception e) =>
        e switch
        {
            SourceFailureException failure => failure,
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Failure(
                FailureKind.ConnectionRefused,
                $"{endpoint.HostAndPort} refused the connection: sshd is not running, or it listens on another port."
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
            } => Failure(FailureKind.HostUnreachable, $"The host name {endpoint.Host} cannot be resolved."),
            SocketException { SocketErrorCode: SocketError.TimedOut } or SshOperationTimeoutException => TimedOut(),
            SshAuthenticationException => Failure(
                FailureKind.AuthenticationFailed,
                $"{endpoint.HostAndPort} refused user {endpoint.Options.User} with the key {endpoint.Options.PrivateKeyFile}: "
                    + $"check that its public key is in ~{endpoint.Options.User}/.ssh/authorized_keys on the node "
                    + $"({Printable.Excerpt(e.Message)})."
            ),
            SocketException or SshConnectionException => Failure(
                FailureKind.ConnectionLost,
                $"{endpoint.HostAndPort} closed the connection while {_step}: {Printable.Excerpt(e.Message)}"
            ),
            _ => Failure(
                FailureKind.Other,
                $"The connection to {endpoint.HostAndPort} failed while {_step}: {Printable.Excerpt(e.Message)}"
            ),
        };

    /// <summary>The failure of an attempt that did not end in time, with its current step.</summary>
    public SourceFailureException TimedOut() =>
        Failure(
            FailureKind.Timeout,
            $"{endpoint.HostAndPort} did not respond within {endpoint.Timeout.TotalSeconds:0.#} s while {_step}."
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
                    // The name has several addresses, and the next one may respond.
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
            refusal = Verify(shown, knownHosts);
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

    private SourceFailureException? Verify(HostKeyEventArgs shown, KnownHosts knownHosts)
    {
        try
        {
            return HostKey.TryParse(shown.HostKey, out var key)
                ? knownHosts.Refuse(endpoint.Host, endpoint.Options.Port, key, CertificateOf(shown.Certificate))
                : Failure(
                    FailureKind.HostKeyUnknown,
                    $"{endpoint.HostAndPort} presented a host key that cannot be parsed."
                );
        }
        // This runs on a thread of SSH.NET, which would report an exception as a lost connection.
        catch (Exception e)
        {
            return Failure(
                FailureKind.HostKeyUnknown,
                $"The host key of {endpoint.HostAndPort} cannot be verified: {Printable.Excerpt(e.Message)}"
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
