using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using HaDashboard.Adapters.Sources;
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
internal sealed partial class SshConnector(SshNodeEndpoint endpoint, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ChannelClose = TimeSpan.FromSeconds(1);

    // For the message of a timeout.
    private volatile Message _step = SshTexts.ReadingKeyFiles;

    private volatile string _banner = "";
    private volatile bool _keyTried;

    public Task<SshLink> Start() =>
        Task.Factory.StartNew(Connect, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Describes why the server is unreachable or the sign-in failed.</summary>
    public SourceFailureException Explain(Exception e) =>
        e switch
        {
            SourceFailureException failure => failure,
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Failure(
                FailureKind.ConnectionRefused,
                SshTexts.ServerRefused(endpoint.HostAndPort)
            ),
            SocketException
            {
                SocketErrorCode: SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
                    or SocketError.HostDown
                    or SocketError.NetworkDown
            } => Failure(FailureKind.HostUnreachable, SshTexts.NoRoute(endpoint.HostAndPort)),
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound
                    or SocketError.NoData
                    or SocketError.TryAgain
                    or SocketError.NoRecovery
            } => Failure(FailureKind.HostUnreachable, SshTexts.NameUnresolved(endpoint.Host)),
            SocketException { SocketErrorCode: SocketError.TimedOut } or SshOperationTimeoutException => TimedOut(),
            SshAuthenticationException => NotSignedIn(e),
            SshConnectionException when Mismatch().IsMatch(e.Message) => Failure(
                FailureKind.NoCommonAlgorithm,
                SshTexts.NoCommonAlgorithm(endpoint.HostAndPort, Printable.Excerpt(e.Message))
            ),
            SshConnectionException when TooManyFailures().IsMatch(e.Message) => NotSignedIn(e),
            SshConnectionException when _step == SshTexts.SigningIn => SignInAborted(e),
            // A reset: the server closed the connection without reading the dashboard's version string.
            SshConnectionException
            or SocketException { SocketErrorCode: SocketError.ConnectionReset } when _step == SshTexts.Connecting =>
                Failure(
                    FailureKind.ServerRejects,
                    SshTexts.ServerRejects(endpoint.HostAndPort, Printable.Excerpt(e.Message))
                ),
            SocketException or SshConnectionException => Failure(
                FailureKind.ConnectionLost,
                SshTexts.ServerClosed(endpoint.HostAndPort, _step, Printable.Excerpt(e.Message))
            ),
            _ => Failure(
                FailureKind.Other,
                SshTexts.ConnectingFailed(endpoint.HostAndPort, _step, Printable.Excerpt(e.Message))
            ),
        };

    /// <summary>The failure of an attempt that did not end in time, with its current step.</summary>
    public SourceFailureException TimedOut() =>
        Failure(
            FailureKind.Timeout,
            SshTexts.ServerTimedOut(endpoint.HostAndPort, Rounded.Seconds(endpoint.Timeout), _step)
        );

    private static SourceFailureException Failure(FailureKind kind, Message reason) => new(kind, reason);

    /// <summary>
    /// The server ended the sign-in with a message. It lists the methods that it still accepts. After a key that it accepted as the first
    /// of several steps, publickey is not among them; before the key was tried, it accepts no keys from this account.
    /// </summary>
    private SourceFailureException NotSignedIn(Exception e)
    {
        var (server, user, key) = (endpoint.HostAndPort, endpoint.Options.User, endpoint.Options.PrivateKeyFile);
        if (AccountRefusal.Find(_banner) is { } refusal)
        {
            return Failure(FailureKind.AccountUnusable, SshTexts.AccountRefused(server, user, refusal));
        }

        if (UnsupportedMethods().Match(e.Message) is not { Success: true } match)
        {
            var reason = Printable.Excerpt(e.Message);
            return Failure(FailureKind.AuthenticationFailed, SshTexts.KeyRefused(server, user, key, reason));
        }

        var methods = Printable.Excerpt(match.Groups[1].Value.Replace(",", ", ", StringComparison.Ordinal));
        return Failure(
            FailureKind.KeyNotSufficient,
            _keyTried
                ? SshTexts.SecondFactor(server, key, user, methods)
                : SshTexts.KeysNotAccepted(server, user, methods)
        );
    }

    // sshd does so if PAM refuses the account after the key was accepted. The host responds, so it is not a lost connection.
    private SourceFailureException SignInAborted(Exception e) =>
        Failure(
            FailureKind.AccountUnusable,
            AccountRefusal.Find(_banner) is { } refusal
                ? SshTexts.AccountRefused(endpoint.HostAndPort, endpoint.Options.User, refusal)
                : SshTexts.SignInAborted(endpoint.HostAndPort, endpoint.Options.User, Printable.Excerpt(e.Message))
        );

    [GeneratedRegex("^No matching ", RegexOptions.None, 1000)]
    private static partial Regex Mismatch();

    [GeneratedRegex("Too many authentication failures", RegexOptions.None, 1000)]
    private static partial Regex TooManyFailures();

    [GeneratedRegex(
        @"^No suitable authentication method found to complete authentication \((.*)\)",
        RegexOptions.None,
        1000
    )]
    private static partial Regex UnsupportedMethods();

    private SshLink Connect()
    {
        try
        {
            var knownHosts = KnownHosts.Load(endpoint.Options.KnownHostsFile);
            _step = SshTexts.ResolvingName;
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
        _step = SshTexts.ReadingKeyFiles;
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
        client.ConnectionInfo.AuthenticationBanner += (_, e) => _banner += e.BannerMessage;
        SourceFailureException? refusal = null;
        client.ServerIdentificationReceived += (_, _) => _step = SshTexts.ExchangingKeys;
        client.HostKeyReceived += (_, shown) =>
        {
            shown.CanTrust = false;
            refusal = Verify(shown, knownHosts);
            shown.CanTrust = refusal is null;
            _step = SshTexts.SigningIn;
        };
        try
        {
            _step = SshTexts.Connecting;
            client.Connect();
            return new SshLink(client, endpoint, time, [method, key]);
        }
        catch (Exception e)
        {
            _keyTried = method.AllowedAuthentications is not null;
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
                : Failure(FailureKind.HostKeyUnknown, SshTexts.HostKeyUnreadable(endpoint.HostAndPort));
        }
        // This runs on a thread of SSH.NET, which would report an exception as a lost connection.
        catch (Exception e)
        {
            return Failure(
                FailureKind.HostKeyUnknown,
                SshTexts.HostKeyUnverifiable(endpoint.HostAndPort, Printable.Excerpt(e.Message))
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
