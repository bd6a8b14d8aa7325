using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Addresses;
using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
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

    // kubeadm's settings, which contain the name that clients verify, may arrive after the first reading.
    private const int EarlyReadings = 4;
    private static readonly TimeSpan EarlyPause = TimeSpan.FromSeconds(15);

    private readonly ImmutableArray<Owner> _owners =
    [
        .. new[]
        {
            ControlPlaneComponent.ApiServer,
            ControlPlaneComponent.ControllerManager,
            ControlPlaneComponent.Scheduler,
            ControlPlaneComponent.Etcd,
        }.Select(component => new Owner(component, SearchOf(tools, component))),
    ];
    private int _readings;

    public override TimeSpan PauseAfter(TimeSpan interval) =>
        _readings < EarlyReadings && ApiEndpoints.Of(Tools.Snapshot).ClientHost is null && interval > EarlyPause
            ? EarlyPause
            : interval;

    public override async Task<ServingCertificates> ReadAsync(CancellationToken ct)
    {
        _readings++;
        var read = await Task.WhenAll(
            _owners.Where(owner => owner.Search.HasCandidates).Select(owner => ReadAsync(owner, ct))
        );
        if (read.Length > 0 && read.All(r => r.Certificate is null))
        {
            throw FailureOf(read);
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

    // A closed port is reported by the component's own probe.
    private static SourceFailureException FailureOf(Reading[] read)
    {
        var failure = read.Select(r => r.Failure!)
            .MinBy(failure => failure.Kind is FailureKind.PortClosed or FailureKind.NotAtAssumedAddress)!;
        return new SourceFailureException(
            failure.Kind is FailureKind.PortClosed ? FailureKind.Other : failure.Kind,
            failure.Reason,
            failure
        );
    }

    private static AddressSearch SearchOf(ProbeTools tools, ControlPlaneComponent component) =>
        component is ControlPlaneComponent.Etcd
            ? EtcdClientPort.Search(tools)
            : new AddressSearch(
                () => WithTls(ComponentAddresses.Of(tools.Snapshot, tools.Node, component)),
                reason => ProbeTexts.ComponentStopped(component.Id(), tools.Node.Name, reason),
                tried => ProbeTexts.NotAtAssumedAddress(component.Id(), tried, tools.Node.Name, tools.KeyOf(component))
            );

    private static ImmutableArray<ComponentAddress> WithTls(ImmutableArray<ComponentAddress> addresses) =>
        [.. addresses.Where(address => address.Url.Scheme == Uri.UriSchemeHttps)];

    private async Task<Reading> ReadAsync(Owner owner, CancellationToken ct)
    {
        var name = owner.Component.Id();
        try
        {
            var certificate = await owner.Search.FirstAsync(address => ReadAsync(owner.Component, address, ct));
            return new Reading(name, certificate, null);
        }
        catch (SourceFailureException e)
        {
            return new Reading(name, null, e);
        }
    }

    private async Task<ServingCertificate> ReadAsync(
        ControlPlaneComponent component,
        ComponentAddress address,
        CancellationToken ct
    )
    {
        var where = TlsTexts.Server(address.Authority, Tools.Node.Name);
        Shown? shown = null;
        try
        {
            var limit = TcpOpening.LimitFor(address, Tools.Options.Timeout);
            var stream = await TcpOpening.OpenAsync(Tools.Connection, address.Url, limit, Tools.Time, ct);
            var (tls, identity) = await NodeTlsStream.OverAsync(
                stream,
                where,
                ExpectationOf(component, address.Url.IdnHost),
                withCertificate: false,
                certificate => shown = Show(component, address, certificate),
                ct
            );
            await tls.DisposeAsync();
            return Accept(shown!) with { Identity = identity };
        }
        catch (SourceFailureException) when (shown is { Refusal: null })
        {
            return shown.Certificate; // etcd rejected the handshake after it had sent its certificate
        }
        catch (OperationCanceledException) when (shown is not null)
        {
            return Accept(shown);
        }
        catch (OperationCanceledException e)
        {
            throw new SourceFailureException(
                FailureKind.Timeout,
                ProbeTexts.ServerSilent(where, Rounded.Seconds(Tools.Options.Timeout)),
                e
            );
        }
    }

    private static ServingCertificate Accept(Shown shown) =>
        shown.Refusal is null ? shown.Certificate : throw shown.Refusal;

    private TlsExpectation ExpectationOf(ControlPlaneComponent component, string host) =>
        (component is ControlPlaneComponent.ApiServer ? Tools.ApiServer(host) : Tools.Component(host)) with
        {
            MustBeProven = false,
        };

    private Shown Show(ControlPlaneComponent component, ComponentAddress address, X509Certificate2 certificate) =>
        new(
            Describe(component, certificate),
            component is ControlPlaneComponent.ApiServer or ControlPlaneComponent.Etcd
                ? MasterCertificate.Refuse(certificate, Tools, component, address)
                : null
        );

    private ServingCertificate Describe(ControlPlaneComponent component, X509Certificate2 certificate)
    {
        var used = component is ControlPlaneComponent.ApiServer ? NamesThatClientsUse() : [];
        return new ServingCertificate(
            component.Id(),
            Printable.Excerpt(certificate.Subject),
            Printable.Excerpt(certificate.Issuer),
            NamesOf(certificate),
            certificate.NotBefore.ToUniversalTime(),
            certificate.NotAfter.ToUniversalTime(),
            ServerIdentity.Inspected,
            [.. used.Where(name => !certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false))]
        );
    }

    /// <summary>
    /// The host that kubeadm gave to all clients; the local endpoint only where it is configured and kubeadm's settings are not known.
    /// </summary>
    private IEnumerable<string> NamesThatClientsUse()
    {
        var snapshot = Tools.Snapshot;
        var endpoints = ApiEndpoints.Of(snapshot);
        var local =
            snapshot.Inventory.Endpoints.LocalChoice is EndpointChoice.Fixed
            && snapshot.Kubernetes.Kubeadm.Value is null
                ? endpoints.Local?.IdnHost
                : null;
        return new[] { endpoints.ClientHost, local }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
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

    private sealed record Owner(ControlPlaneComponent Component, AddressSearch Search);

    private sealed record Reading(string Owner, ServingCertificate? Certificate, SourceFailureException? Failure);

    private sealed record Shown(ServingCertificate Certificate, SourceFailureException? Refusal);
}
