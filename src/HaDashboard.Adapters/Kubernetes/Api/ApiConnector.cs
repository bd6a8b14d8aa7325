using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using k8s;
using k8s.Authentication;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// Reads a kubeconfig or the pod's service account with KubernetesClient, and connects with the dashboard's own HTTP handler. The client's
/// handler verifies the certificate chain but, with a private CA, not the host name; it pings only every three minutes and has no connect
/// timeout.
/// </summary>
public sealed class ApiConnector(KubernetesOptions options) : IApiConnector, IClusterTrustSource
{
    public ClusterTrust Trust()
    {
        if (!options.IsConfigured || options.Server is { Length: > 0 })
        {
            return options.ServerAuthority is { } authority
                ? ClusterTrust.None with
                {
                    Roots = [authority],
                }
                : ClusterTrust.None;
        }

        var config = options.InCluster ? InCluster() : FromFile(options.KubeConfig ?? "");
        return Usable(ConfiguredUnusable, () =>
        {
            var credentials = k8s.Kubernetes.CreateCredentials(config);
            return new ClusterTrust(
                config.SslCaCerts is { Count: > 0 } roots ? roots : [],
                ClientCertificate.Of(config),
                credentials is null ? null : credentials.ProcessHttpRequestAsync,
                config.TlsServerName is { Length: > 0 } name ? name : new Uri(config.Host).Host
            );
        });
    }

    public ApiConnection Connect()
    {
        if (!options.IsConfigured)
        {
            throw new SourceFailureException(FailureKind.LocalFile, KubernetesAdapterTexts.NotConfigured);
        }

        if (options.Server is { Length: > 0 } server)
        {
            return new ApiConnection(
                Handler(),
                ServerUri(server),
                options.Token is { Length: > 0 } token ? new TokenCredentials(token) : null
            );
        }

        var config = options.InCluster ? InCluster() : FromFile(options.KubeConfig ?? "");
        return Usable(ConfiguredUnusable, () =>
            new ApiConnection(Handler(config), new Uri(config.Host), k8s.Kubernetes.CreateCredentials(config))
        );
    }

    private static Uri ServerUri(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new SourceFailureException(
                FailureKind.LocalFile,
                KubernetesAdapterTexts.ServerNotHttp(Printable.Excerpt(server))
            );

    private static KubernetesClientConfiguration InCluster() =>
        Usable(KubernetesAdapterTexts.ServiceAccountUnusable, KubernetesClientConfiguration.InClusterConfig);

    private KubernetesClientConfiguration FromFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                KubernetesAdapterTexts.KubeconfigMissing(Printable.Excerpt(path))
            );
        }

        var context = string.IsNullOrWhiteSpace(options.Context) ? null : options.Context;
        var config = Usable(
            reason => FileUnusable(path, context, reason),
            () => KubernetesClientConfiguration.BuildConfigFromConfigFile(file, currentContext: context)
        );
        return config.SkipTlsVerify
            ? throw new SourceFailureException(
                FailureKind.LocalFile,
                KubernetesAdapterTexts.KubeconfigSkipsVerification(Printable.Excerpt(path))
            )
            : config;
    }

    private Message ConfiguredUnusable(string reason) =>
        options.InCluster
            ? KubernetesAdapterTexts.ServiceAccountUnusable(reason)
            : FileUnusable(options.KubeConfig ?? "", null, reason);

    private static Message FileUnusable(string path, string? context, string reason) =>
        context is null
            ? KubernetesAdapterTexts.KubeconfigUnusable(Printable.Excerpt(path), reason)
            : KubernetesAdapterTexts.KubeconfigContextUnusable(
                Printable.Excerpt(path),
                Printable.Excerpt(context),
                reason
            );

    // The library throws many exception types for an invalid file (YAML, base64, PEM, permissions). All mean that this file can't be used.
    private static T Usable<T>(Func<string, Message> unusable, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not SourceFailureException)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                unusable(Printable.Excerpt(exception.Message, 400)),
                exception
            );
        }
    }

    private static SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15), // longer than the deadline of any request; ends the attempts that those leave open
            EnableMultipleHttp2Connections = true,

            // Watches and heartbeat share one HTTP/2 connection, through HAProxy to one apiserver. When that apiserver hangs, only an
            // unanswered ping closes the connection, so that the next one reaches another apiserver.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        };

    private static SocketsHttpHandler Handler(KubernetesClientConfiguration config)
    {
        var handler = Handler();
        if (config.SslCaCerts is { Count: > 0 } roots)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (ClientCertificate.Of(config) is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        if (!string.IsNullOrWhiteSpace(config.TlsServerName))
        {
            handler.SslOptions.TargetHost = config.TlsServerName;
        }

        return handler;
    }
}
