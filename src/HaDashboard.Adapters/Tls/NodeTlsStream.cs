using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Tls;

/// <summary>How to verify the identity of a server.</summary>
/// <param name="Names">The certificate must contain at least one of these names.</param>
/// <param name="MustBeProven">
/// False for servers with self-signed certificates: the certificate is read but not verified, and the result says so.
/// </param>
internal sealed record TlsExpectation(ClusterTrust Trust, IReadOnlyList<string> Names, bool MustBeProven);

/// <summary>Opens TLS over a connection to a loopback port of a node.</summary>
internal static class NodeTlsStream
{
    /// <summary>Runs the TLS handshake over <paramref name="inner"/>.</summary>
    /// <param name="show">Receives the server's certificate, verified or not.</param>
    /// <exception cref="SourceFailureException">The handshake failed, or the server's identity could not be verified.</exception>
    public static async Task<(SslStream Stream, ServerIdentity Identity)> OverAsync(
        Stream inner,
        Message where,
        TlsExpectation expectation,
        bool withCertificate,
        Action<X509Certificate2>? show,
        CancellationToken ct,
        SslApplicationProtocol? protocol = null
    )
    {
        var identity = ServerIdentity.Inspected;
        Message? problem = null;
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = expectation.Names.FirstOrDefault(name => !System.Net.IPAddress.TryParse(name, out _))
                        ?? "",
                    ClientCertificates =
                        withCertificate && expectation.Trust.Credential.Certificate is { } own ? [own] : null,
                    ApplicationProtocols = protocol is { } p ? [p] : null,
                    // Without this, the chain is built a first time with the root certificates of this host, and an address in the
                    // unverified certificate may be downloaded.
                    CertificateChainPolicy = expectation.Trust.Policy(),
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        if (certificate is not X509Certificate2 shown)
                        {
                            problem = TlsTexts.NoCertificate;
                            return false;
                        }

                        show?.Invoke(shown);
                        problem = Problem(shown, errors, expectation);
                        identity = problem is null ? ServerIdentity.Verified : ServerIdentity.Inspected;
                        return problem is null || !expectation.MustBeProven;
                    },
                },
                ct
            );
            return (stream, identity);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            throw e switch
            {
                SourceFailureException or OperationCanceledException => e,
                AuthenticationException when problem is not null && expectation.MustBeProven =>
                    new SourceFailureException(FailureKind.TlsFailed, TlsTexts.NotVerified(where, problem), e),
                AuthenticationException => new SourceFailureException(
                    FailureKind.TlsFailed,
                    TlsTexts.HandshakeFailed(where, Printable.Excerpt(e.Message)),
                    e
                ),
                IOException { InnerException: SourceFailureException lost } => lost,
                IOException => new SourceFailureException(
                    FailureKind.ConnectionLost,
                    TlsTexts.HandshakeClosed(where),
                    e
                ),
                _ => e,
            };
        }
    }

    private static Message? Problem(X509Certificate2 shown, SslPolicyErrors errors, TlsExpectation expectation)
    {
        if (expectation.Trust.Roots.Count == 0)
        {
            return TlsTexts.NoAuthority;
        }

        // The policy has verified the chain. The name is compared here, because several names are allowed.
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None)
        {
            var (subject, issuer) = (Printable.Excerpt(shown.Subject, 100), Printable.Excerpt(shown.Issuer, 100));
            return TlsTexts.NotSigned(subject, issuer);
        }

        return expectation.Names.Any(name => shown.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
            ? null
            : TlsTexts.OtherNames(string.Join(", ", expectation.Names));
    }
}
