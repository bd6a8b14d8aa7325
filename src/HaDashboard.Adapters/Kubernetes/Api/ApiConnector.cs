using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// Connects to the API that a kubeconfig, the pod's service account or an address names, with the dashboard's own HTTP handler. The handler
/// of KubernetesClient verifies the certificate chain but, with a private CA, not the host name; it pings only every three minutes and has
/// no connect timeout. Its reader of kubeconfigs ignores proxy-url and runs an exec plugin on the calling thread.
/// </summary>
public sealed class ApiConnector : IApiConnector, IClusterTrustSource, IAsyncDisposable, IDisposable
{
    /// <summary>How long an exec plugin may take.</summary>
    public static readonly TimeSpan PluginLimit = TimeSpan.FromSeconds(10);

    private readonly KubernetesOptions _options;
    private readonly ApiAccess? _access;

    public ApiConnector(KubernetesOptions options, TimeProvider time)
        : this(options, time, PluginLimit, Environment.GetEnvironmentVariable) { }

    internal ApiConnector(
        KubernetesOptions options,
        TimeProvider time,
        TimeSpan pluginLimit,
        Func<string, string?> environment
    )
    {
        _options = options;
        if (options.IsConfigured && options.Server is not { Length: > 0 })
        {
            _access = new ApiAccess(
                () =>
                    options.InCluster
                        ? ServiceAccountReader.Read(environment)
                        : KubeconfigReader.Read(options.KubeConfig ?? "", ContextOf(options)),
                Explain,
                (plugin, after) =>
                    new ExecCredentialSource(
                        plugin,
                        stop => new ExecPluginRun(plugin, pluginLimit, time).RunAsync(stop),
                        time,
                        after
                    ),
                environment,
                time
            );
        }
    }

    public ClusterTrust Current =>
        _access?.Trust
        ?? (
            _options.ServerAuthority is { } authority
                ? ClusterTrust.None with
                {
                    Roots = [authority],
                }
                : ClusterTrust.None
        );

    internal ApiAccess? Access => _access;

    /// <summary>Completes when an exec plugin gave its first result, or at once if there is no plugin.</summary>
    public Task ReadyAsync(CancellationToken cancellationToken) =>
        _access?.ReadyAsync(cancellationToken) ?? Task.CompletedTask;

    public ApiConnection Connect()
    {
        if (!_options.IsConfigured)
        {
            throw new SourceFailureException(FailureKind.LocalFile, KubernetesAdapterTexts.NotConfigured);
        }

        return _access is null ? ConnectTo(_options.Server!) : Connect(_access);
    }

    public ValueTask DisposeAsync() => _access?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Starts to end a plugin that runs; <see cref="DisposeAsync"/> waits for its end.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static string? ContextOf(KubernetesOptions options) =>
        string.IsNullOrWhiteSpace(options.Context) ? null : options.Context;

    private static ApiConnection Connect(ApiAccess access)
    {
        var config = access.Kubeconfig;
        var certificate = access.Certificate;
        return new ApiConnection(HandlerFor(config, certificate), config.Server, access, config.Endpoint)
        {
            Host = config.TlsServerName,
            Outdated = () => !access.Kubeconfig.ConnectsLike(config) || !access.Certificate.IsSameAs(certificate),
        };
    }

    private ApiConnection ConnectTo(string server)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                KubernetesAdapterTexts.ServerNotHttp(Printable.Excerpt(server))
            );
        }

        var credential = _options.Token is { Length: > 0 } token ? Credential.Of(token, null) : Credential.Anonymous;
        return new ApiConnection(Handler(), uri, new FixedCredential(credential));
    }

    private Message Explain(KubeconfigException e)
    {
        var problem = Message.Join(". ", e.Wrong, e.Right).AsSentence();
        if (_options.InCluster)
        {
            return KubernetesAdapterTexts.ServiceAccountUnusable(problem);
        }

        var file = Printable.Excerpt(_options.KubeConfig ?? "");
        return ContextOf(_options) is { } context
            ? KubernetesAdapterTexts.KubeconfigContextUnusable(file, Printable.Excerpt(context), problem)
            : KubernetesAdapterTexts.KubeconfigUnusable(file, problem);
    }

    private static SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(15), // longer than the deadline of any request; ends the attempts that those leave open
            EnableMultipleHttp2Connections = true,

            // Watches and heartbeat share one HTTP/2 connection, through HAProxy to one apiserver. When that apiserver hangs, only an
            // unanswered ping closes the connection, so that the next one reaches another apiserver.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        };

    private static SocketsHttpHandler HandlerFor(Kubeconfig config, X509Certificate2? certificate)
    {
        var handler = Handler();
        if (config.Proxy is { } proxy)
        {
            handler.UseProxy = true;
            handler.Proxy = proxy.ToWebProxy();
        }

        if (config.Roots.Count > 0)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(config.Roots);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return handler;
    }
}
