using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Tls;

/// <summary>Who a server must prove to be.</summary>
/// <param name="Names">Any one of them in its certificate will do.</param>
/// <param name="MustBeProven">False for servers that sign their own certificates: it is looked at, and the answer says so.</param>
internal sealed record TlsExpectation(ClusterTrust Trust, IReadOnlyList<string> Names, bool MustBeProven);

/// <summary>TLS over a connection to a node's loopback port.</summary>
internal static class NodeTlsStream
{
    /// <param name="show">Told the certificate, proven or not.</param>
    /// <exception cref="SourceFailureException">The handshake failed, or the server did not prove itself.</exception>
    public static async Task<(SslStream Stream, ServerIdentity Identity)> OverAsync(
        Stream inner,
        string where,
        TlsExpectation expectation,
        bool withCertificate,
        Action<X509Certificate2>? show,
        CancellationToken ct,
        SslApplicationProtocol? protocol = null
    )
    {
        var identity = ServerIdentity.Inspected;
        string? problem = null;
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = expectation.Names.FirstOrDefault(name => !System.Net.IPAddress.TryParse(name, out _))
                        ?? "",
                    ClientCertificates = withCertificate && expectation.Trust.Certificate is { } own ? [own] : null,
                    ApplicationProtocols = protocol is { } p ? [p] : null,
                    // Else the chain is built twice, first against this host's own roots, and an address in the stranger's certificate may be fetched.
                    CertificateChainPolicy = expectation.Trust.Policy(),
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        if (certificate is not X509Certificate2 shown)
                        {
                            problem = "it shows no certificate";
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
                    new SourceFailureException(
                        FailureKind.TlsFailed,
                        $"What answers at {where} did not prove itself: {problem}.",
                        e
                    ),
                AuthenticationException => new SourceFailureException(
                    FailureKind.TlsFailed,
                    $"No TLS with {where}: {Printable.Excerpt(e.Message)}",
                    e
                ),
                IOException { InnerException: SourceFailureException lost } => lost,
                IOException => new SourceFailureException(
                    FailureKind.ConnectionLost,
                    $"{where} broke the connection off during the TLS handshake.",
                    e
                ),
                _ => e,
            };
        }
    }

    private static string? Problem(X509Certificate2 shown, SslPolicyErrors errors, TlsExpectation expectation)
    {
        if (expectation.Trust.Roots.Count == 0)
        {
            return "no CA is known to check it against";
        }

        // The name is compared below, with each of several; whether the chain holds was found by the policy.
        return (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) != SslPolicyErrors.None
                ? $"its certificate ({Printable.Excerpt(shown.Subject, 100)}, by {Printable.Excerpt(shown.Issuer, 100)}) is not of the cluster's CA, or not valid now"
            : !expectation.Names.Any(name => shown.MatchesHostname(name, allowWildcards: true, allowCommonName: false))
                ? $"its certificate names none of {string.Join(", ", expectation.Names)}"
            : null;
    }
}
