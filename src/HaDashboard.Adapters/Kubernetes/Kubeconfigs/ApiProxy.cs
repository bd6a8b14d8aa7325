using System.Net;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>The proxy through which the API is reached.</summary>
internal sealed record ApiProxy
{
    private ApiProxy(Uri address, string userInfo) => (Address, UserInfo) = (address, userInfo);

    private Uri Address { get; }

    private string UserInfo { get; }

    /// <summary>Scheme, host and port, without the credentials that the address may contain.</summary>
    public override string ToString() => Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <returns>null for an address that is none, or whose scheme is not http, https or socks5.</returns>
    public static ApiProxy? Parse(string address)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https" or "socks5")
            || uri.Host.Length == 0
        )
        {
            return null;
        }

        var plain = new UriBuilder(uri.Scheme, uri.DnsSafeHost, PortOf(uri)).Uri;
        return new ApiProxy(plain, uri.UserInfo);
    }

    public IWebProxy ToWebProxy() => new WebProxy(Address) { Credentials = Credentials(), BypassProxyOnLocal = false };

    private static int PortOf(Uri uri) => uri.Port > 0 ? uri.Port : 1080;

    private NetworkCredential? Credentials()
    {
        if (UserInfo.Length == 0)
        {
            return null;
        }

        var parts = UserInfo.Split(':', 2);
        return new NetworkCredential(
            Uri.UnescapeDataString(parts[0]),
            parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : ""
        );
    }
}
