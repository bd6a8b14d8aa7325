using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>A server and an account, ready for use.</summary>
/// <param name="Roots">The CA certificates; empty to verify with the root certificates of this host.</param>
/// <param name="Endpoint">The server in messages, with the proxy.</param>
/// <param name="Fixed">The account without what an exec plugin adds.</param>
internal sealed record Kubeconfig(
    Uri Server,
    string? TlsServerName,
    X509Certificate2Collection Roots,
    ApiProxy? Proxy,
    string Endpoint,
    Credential Fixed,
    ExecPlugin? Exec
)
{
    /// <summary>The name that the server's certificate contains.</summary>
    public string Host => TlsServerName ?? Server.DnsSafeHost;

    /// <summary>A connection to the one server is also one to the other; the accounts may differ.</summary>
    public bool ConnectsLike(Kubeconfig other) =>
        ReferenceEquals(this, other)
        || (
            Server == other.Server
            && TlsServerName == other.TlsServerName
            && Proxy == other.Proxy
            && Roots.AreSameAs(other.Roots)
        );

    /// <param name="environment">Returns the value of an environment variable.</param>
    /// <exception cref="KubeconfigException">An address, a certificate or a key is invalid.</exception>
    public static Kubeconfig Of(KubeconfigContent content, Func<string, string?> environment)
    {
        var server = ServerOf(content);
        var (proxy, variable) = ProxyOf(content, server, environment);
        return new Kubeconfig(
            server,
            content.TlsServerName,
            RootsOf(content),
            proxy,
            EndpointOf(server, proxy, variable),
            AccountOf(content),
            content.Exec
        );
    }

    private static string EndpointOf(Uri server, ApiProxy? proxy, string? variable)
    {
        var authority = server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var address = authority + server.AbsolutePath.TrimEnd('/');
        if (proxy is null)
        {
            return address;
        }

        var text = variable is null
            ? KubeconfigTexts.ThroughProxy(address, proxy.ToString())
            : KubeconfigTexts.ThroughProxyOf(address, proxy.ToString(), variable);
        return text.In(CultureInfo.InvariantCulture);
    }

    private static Uri ServerOf(KubeconfigContent content) =>
        Uri.TryCreate(content.Server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new KubeconfigException(
                KubeconfigTexts.Entry(
                    $"{content.Place}.server",
                    KubeconfigTexts.NotAServer(Printable.Excerpt(Redaction.Text(content.Server), 200))
                ),
                KubeconfigTexts.SetServer
            );

    private static (ApiProxy? Proxy, string? Variable) ProxyOf(
        KubeconfigContent content,
        Uri server,
        Func<string, string?> environment
    )
    {
        if (content.ProxyUrl is { } address)
        {
            return (ProxyOf(address, $"{content.Place}.proxy-url"), null);
        }

        return EnvironmentProxy.For(server, environment) is var (variable, value)
            ? (ProxyOf(value, variable), variable)
            : (null, null);
    }

    // The message contains the scheme alone: the address may contain a password.
    private static ApiProxy ProxyOf(string address, string place)
    {
        if (ApiProxy.Parse(address) is { } proxy)
        {
            return proxy;
        }

        var end = address.IndexOf("://", StringComparison.Ordinal);
        var wrong =
            end > 0 && address[..end] is not ("http" or "https" or "socks5")
                ? KubeconfigTexts.ProxyScheme(Printable.Excerpt(address[..end], 20))
                : KubeconfigTexts.NotAProxy;
        throw new KubeconfigException(KubeconfigTexts.Entry(place, wrong), KubeconfigTexts.SetProxy);
    }

    private static X509Certificate2Collection RootsOf(KubeconfigContent content)
    {
        var roots = new X509Certificate2Collection();
        if (content.Authority is not { } pem)
        {
            return roots;
        }

        try
        {
            roots.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw NotACertificate(e);
        }

        return roots.Count > 0 ? roots : throw NotACertificate(null);

        KubeconfigException NotACertificate(Exception? e) =>
            new(
                KubeconfigTexts.Entry($"{content.Place}.certificate-authority", KubeconfigTexts.NoCertificate),
                KubeconfigTexts.SetPem,
                e
            );
    }

    private static Credential AccountOf(KubeconfigContent content)
    {
        var certificate = CertificateOf(content);
        return content.Token is null && content.Username is { } user
            ? Credential.Basic(user, content.Password ?? "", certificate)
            : Credential.Of(content.Token, certificate);
    }

    private static X509Certificate2? CertificateOf(KubeconfigContent content)
    {
        if (content.Certificate is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(content.Certificate, content.Key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException(
                KubeconfigTexts.Entry($"{content.UserPlace}.client-certificate", KubeconfigTexts.NoKeyPair),
                KubeconfigTexts.SetKeyPair,
                e
            );
        }
    }
}
