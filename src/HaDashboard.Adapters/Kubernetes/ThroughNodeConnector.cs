using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Sources;
using k8s.Authentication;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// The API of one master, through that master's own SSH connection, with the kubeconfig's credentials. These go to nobody who has not proven
/// to be of the cluster's CA and to be this master's, or the configured, apiserver.
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
            throw new SourceFailureException(
                FailureKind.LocalFile,
                "The kubeconfig names no CA, so no master can prove itself through its own connection."
            );
        }

        string?[] names = ["127.0.0.1", trust.Host, master.Address, master.Name.Value, "kubernetes"];
        var expectation = new TlsExpectation(trust, [.. names.OfType<string>()], MustBeProven: true);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var stream = await connections.For(master.Name).OpenTcpAsync(port, ct);
                return (
                    await NodeTlsStream.OverAsync(
                        stream,
                        $"127.0.0.1:{port} of {master.Name}",
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
        // The handler sees plain HTTP; the TLS below it is ours.
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
