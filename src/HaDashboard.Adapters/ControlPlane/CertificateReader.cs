using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads the certificate that each control-plane component of a node presents. A TLS handshake is enough: etcd rejects a handshake without
/// a client certificate, but it has sent its own certificate by then.
/// </summary>
internal sealed class CertificateReader(ProbeTools tools)
    : NodeProbe<ServingCertificates>(SourceCatalogue.Certificates, tools)
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MostNames = 60;

    public override async Task<ServingCertificates> ReadAsync(CancellationToken ct)
    {
        var options = Tools.Options;
        (string Owner, Uri Address)[] places =
        [
            (ControlPlaneComponent.ApiServer.Id(), options.ApiServer),
            (ControlPlaneComponent.ControllerManager.Id(), options.ControllerManager),
            (ControlPlaneComponent.Scheduler.Id(), options.Scheduler),
            (ControlPlaneComponent.Etcd.Id(), new Uri($"https://127.0.0.1:{options.EtcdClientPort}")),
        ];
        var read = await Task.WhenAll(
            places
                .Where(place => place.Address.Scheme == Uri.UriSchemeHttps)
                .Select(place => ReadAsync(place.Owner, place.Address, ct))
        );
        if (
            read.All(r => r.Certificate is null)
            && read.Select(r => r.Failure!).MinBy(failure => failure.Kind is FailureKind.PortClosed) is { } failure
        )
        {
            throw new SourceFailureException(
                failure.Kind is FailureKind.PortClosed ? FailureKind.Other : failure.Kind,
                failure.Reason,
                failure
            );
        }

        return new ServingCertificates(
            [.. read.Select(r => r.Certificate).OfType<ServingCertificate>()],
            read.Where(r => r.Certificate is null)
                .ToImmutableSortedDictionary(r => r.Owner, r => r.Failure!.Reason, StringComparer.Ordinal)
        );
    }

    protected override string Describe(ServingCertificates value) =>
        string.Join(
            ", ",
            value.All.Select(one =>
                string.Create(CultureInfo.InvariantCulture, $"{one.Owner} until {one.NotAfter:yyyy-MM-dd}")
            )
        );

    private async Task<(string Owner, ServingCertificate? Certificate, SourceFailureException? Failure)> ReadAsync(
        string owner,
        Uri address,
        CancellationToken ct
    )
    {
        ServingCertificate? shown = null;
        try
        {
            var isApiServer = owner.Equals(ControlPlaneComponent.ApiServer.Id(), StringComparison.Ordinal);
            var expectation = (isApiServer ? Tools.ApiServer(address.Host) : Tools.Component(address.Host)) with
            {
                MustBeProven = false,
            };
            var stream = await Tools.Connection.OpenTcpAsync(NodePort.Loopback(address.Port), ct);
            var (tls, identity) = await NodeTlsStream.OverAsync(
                stream,
                TlsTexts.Server(address.Authority, Tools.Node.Name),
                expectation,
                withCertificate: false,
                certificate => shown = Describe(owner, certificate, isApiServer),
                ct
            );
            await tls.DisposeAsync();
            return (owner, shown is null ? null : shown with { Identity = identity }, null);
        }
        catch (SourceFailureException e)
        {
            return (owner, shown, e);
        }
        catch (OperationCanceledException e) when (shown is null)
        {
            return (
                owner,
                null,
                new SourceFailureException(
                    FailureKind.Timeout,
                    ProbeTexts.ServerSilent(
                        TlsTexts.Server(address.Authority, Tools.Node.Name),
                        Rounded.Seconds(Tools.Options.Timeout)
                    ),
                    e
                )
            );
        }
    }

    private ServingCertificate Describe(string owner, X509Certificate2 certificate, bool isApiServer)
    {
        string[] used = isApiServer ? [Tools.Options.LocalEndpoint.Host] : [];
        return new ServingCertificate(
            owner,
            Printable.Excerpt(certificate.Subject),
            Printable.Excerpt(certificate.Issuer),
            NamesOf(certificate),
            certificate.NotBefore.ToUniversalTime(),
            certificate.NotAfter.ToUniversalTime(),
            ServerIdentity.Inspected,
            [.. used.Where(name => !certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false))]
        );
    }

    private static ImmutableArray<string> NamesOf(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == SubjectAlternativeName);
        if (extension is null)
        {
            return [];
        }

        var names = new X509SubjectAlternativeNameExtension(extension.RawData);
        return
        [
            .. names
                .EnumerateDnsNames()
                .Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))
                .Take(MostNames)
                .Select(name => Printable.Excerpt(name, 253)),
        ];
    }
}
