using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Sources;
using k8s.Authentication;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// Connects to the apiserver of one master through that master's own SSH connection, with the kubeconfig's credentials. The credentials are
/// only sent to a server whose certificate is signed by the cluster's CA and names this master or the configured server.
/// </summary>
internal sealed class ThroughNodeConnector(
    InventoryNode master,
    int port,
    NodeConnections connections,
    IClusterTrustSource source
) : IApiConnector
{
    public ApiConnection Connect()
    {
        var trust = source.Trust();
        if (trust.Roots.Count == 0)
        {
            throw new SourceFailureException(FailureKind.LocalFile, KubernetesAdapterTexts.KubeconfigWithoutAuthority);
        }

        string?[] names = ["127.0.0.1", trust.Host, master.Address, master.Name.Value, "kubernetes"];
        var expectation = new TlsExpectation(trust, [.. names.OfType<string>()], MustBeProven: true);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var stream = await connections.For(master.Name).OpenTcpAsync(NodePort.Loopback(port), ct);
                return (
                    await NodeTlsStream.OverAsync(
                        stream,
                        TlsTexts.Server($"127.0.0.1:{port}", master.Name),
                        expectation,
                        withCertificate: true,
                        show: null,
                        ct
                    )
                ).Stream;
            },
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        // The handler uses plain HTTP; TLS is below it.
        return new ApiConnection(
            handler,
            new Uri($"http://127.0.0.1:{port}"),
            trust.Sign is { } sign ? new Signing(sign) : null,
            $"https://127.0.0.1:{port} through {master.Name}"
        );
    }

    private sealed class Signing(Func<HttpRequestMessage, CancellationToken, Task> sign) : ServiceClientCredentials
    {
        public override Task ProcessHttpRequestAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            sign(request, cancellationToken);
    }
}
