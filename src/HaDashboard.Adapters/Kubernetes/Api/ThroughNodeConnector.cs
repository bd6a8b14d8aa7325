using System.Collections.Immutable;
using HaDashboard.Adapters.Addresses;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// Connects to the apiserver of one master through that master's own SSH connection, with the kubeconfig's credentials. The credentials are
/// only sent to a server whose certificate is signed by the cluster's CA and names this master or the configured server. The apiserver is
/// tried at the addresses that its probe tries too.
/// </summary>
internal sealed class ThroughNodeConnector(
    InventoryNode master,
    NodeConnections connections,
    IClusterTrustSource source,
    IClusterFeed feed
) : IApiConnector
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly AddressSearch _search = new(
        () => Candidates(feed, master),
        reason => KubernetesAdapterTexts.ApiServerStopped(master.Name, reason),
        tried => KubernetesAdapterTexts.ApiServerNotFound(master.Name, tried)
    );

    public ApiConnection Connect()
    {
        var trust = source.Current;
        if (trust.Problem is { } problem)
        {
            throw new SourceFailureException(problem.Kind, problem.Message);
        }

        if (trust.Roots.Count == 0)
        {
            throw new SourceFailureException(FailureKind.LocalFile, KubernetesAdapterTexts.KubeconfigWithoutAuthority);
        }

        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) => await _search.FirstAsync(address => OpenAsync(address, trust, ct)),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
        };
        var first = _search.Answered ?? Candidates(feed, master)[0];
        // The handler uses plain HTTP; TLS is below it.
        return new ApiConnection(
            handler,
            new Uri($"http://{first.Authority}"),
            new CurrentCredential(source),
            $"https://{first.Authority} through {master.Name}"
        )
        {
            Outdated = () =>
                !source.Current.Roots.AreSameAs(trust.Roots)
                || !source.Current.Credential.Certificate.IsSameAs(trust.Credential.Certificate),
        };
    }

    private static ImmutableArray<ComponentAddress> Candidates(IClusterFeed feed, InventoryNode master) =>
        ComponentAddresses.Of(feed.Current.Snapshot, master, ControlPlaneComponent.ApiServer);

    private async Task<Stream> OpenAsync(ComponentAddress address, ClusterTrust trust, CancellationToken ct)
    {
        string?[] names =
        [
            address.Url.IdnHost,
            "127.0.0.1",
            trust.Host,
            master.Address,
            master.Name.Value,
            "kubernetes",
        ];
        var stream = await TcpOpening.OpenAsync(
            connections.For(master.Name),
            address.Url,
            TcpOpening.LimitFor(address, ConnectTimeout),
            TimeProvider.System,
            ct
        );
        var (tls, _) = await NodeTlsStream.OverAsync(
            stream,
            TlsTexts.Server(address.Authority, master.Name),
            new TlsExpectation(trust, [.. names.OfType<string>()], MustBeProven: true),
            withCertificate: true,
            show: null,
            ct
        );
        return tls;
    }

    /// <summary>The credentials of the kubeconfig, whose connection to the configured server renews them.</summary>
    private sealed class CurrentCredential(IClusterTrustSource source) : ICredentialSource
    {
        public Credential Current =>
            source.Current is { Problem: { } problem }
                ? throw new SourceFailureException(problem.Kind, problem.Message)
                : source.Current.Credential;

        public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Refuse(Credential credential)
        {
            // A 401 of one master may be a fault of that master.
        }
    }
}
