using System.Collections.Immutable;
using HaDashboard.Adapters.Addresses;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>The HTTP connections to one component of one node, at the addresses at which it may listen.</summary>
internal sealed class ComponentRoute : IDisposable
{
    private readonly ProbeTools _tools;
    private readonly ControlPlaneComponent _component;
    private readonly AddressSearch _search;
    private readonly Dictionary<ComponentAddress, ComponentLink> _links = [];

    public ComponentRoute(ProbeTools tools, ControlPlaneComponent component)
    {
        (_tools, _component) = (tools, component);
        _search = new AddressSearch(
            () => Candidates(tools, component),
            reason =>
                component is ControlPlaneComponent.Etcd
                    ? reason // etcd may run without a metrics port
                    : ProbeTexts.ComponentStopped(component.Id(), tools.Node.Name, reason),
            tried => ProbeTexts.NotAtAssumedAddress(component.Id(), tried, tools.Node.Name, tools.KeyOf(component))
        );
    }

    public bool HasCandidates => _search.HasCandidates;

    /// <summary>True once the component has answered at any address.</summary>
    public bool HasAnswered => _search.Answered is not null;

    /// <summary>Where the component answered and how the address is known, for <c>--check</c>.</summary>
    public string Place => _search.Answered is { } address ? ProbeWords.Of(address) : "no address";

    /// <summary>The line of configuration that makes the search unnecessary; null where the first address answered.</summary>
    public string? Advice =>
        _search is { HadToSearch: true, Answered: { } address }
            ? $"Set {_tools.KeyOf(_component)} to {address.Url.GetLeftPart(UriPartial.Authority)}: it was found by trying"
            : null;

    /// <summary>Asks at the address that answered last, and at the others where that one is closed.</summary>
    /// <exception cref="SourceFailureException">See <see cref="AddressSearch.FirstAsync"/>.</exception>
    public Task<T> AskAsync<T>(Func<ComponentLink, Task<T>> ask) => _search.FirstAsync(address => ask(LinkTo(address)));

    public void Dispose()
    {
        foreach (var link in _links.Values)
        {
            link.Dispose();
        }
    }

    // Without a client certificate etcd does not answer on a TLS port.
    private static ImmutableArray<ComponentAddress> Candidates(ProbeTools tools, ControlPlaneComponent component)
    {
        var all = ComponentAddresses.Of(tools.Snapshot, tools.Node, component);
        return component is ControlPlaneComponent.Etcd && tools.Etcd is null
            ? [.. all.Where(address => address.Url.Scheme != Uri.UriSchemeHttps)]
            : all;
    }

    private ComponentLink LinkTo(ComponentAddress address)
    {
        if (!_links.TryGetValue(address, out var link))
        {
            _links[address] = link = new ComponentLink(signed => Open(address, signed), _tools.Trust);
        }

        return link;
    }

    private NodeHttp Open(ComponentAddress address, bool signed) =>
        new(
            _tools.Connection,
            address.Url,
            address.Url.Scheme == Uri.UriSchemeHttps ? () => Expectation(address.Url.IdnHost) : null,
            signed,
            _tools.Time
        )
        {
            PresentsCertificate = _component is ControlPlaneComponent.Etcd,
            ConnectLimit = TcpOpening.LimitFor(address, _tools.Options.Timeout),
            Refuse = _component is ControlPlaneComponent.ApiServer or ControlPlaneComponent.Etcd
                ? certificate => MasterCertificate.Refuse(certificate, _tools, _component, address)
                : null,
        };

    private TlsExpectation Expectation(string host) =>
        _component switch
        {
            ControlPlaneComponent.ApiServer => _tools.ApiServer(host),
            ControlPlaneComponent.Etcd when _tools.Etcd is { } etcd => _tools.EtcdServer(etcd, host),
            _ => _tools.Component(host),
        };
}
