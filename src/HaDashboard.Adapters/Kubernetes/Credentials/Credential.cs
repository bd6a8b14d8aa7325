using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>
/// The account of a request: an Authorization header, a client certificate, both or none. It is no record, because the text of a record
/// contains its members and may be logged.
/// </summary>
public sealed class Credential
{
    private readonly AuthenticationHeaderValue? _header;

    private Credential(AuthenticationHeaderValue? header, X509Certificate2? certificate) =>
        (_header, Certificate) = (header, certificate);

    public static Credential Anonymous { get; } = new(null, null);

    public X509Certificate2? Certificate { get; }

    public bool IsAnonymous => _header is null && Certificate is null;

    internal bool HasHeader => _header is not null;

    /// <param name="token">A token that <see cref="IsToken"/> accepts; null for a certificate alone.</param>
    public static Credential Of(string? token, X509Certificate2? certificate) =>
        new(token is null ? null : new AuthenticationHeaderValue("Bearer", token), certificate);

    public static Credential Basic(string user, string password, X509Certificate2? certificate)
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new Credential(new AuthenticationHeaderValue("Basic", pair), certificate);
    }

    /// <summary>True for a text that can be sent in a header: printable ASCII without spaces.</summary>
    public static bool IsToken(string text) => text.Length > 0 && text.All(c => c is > ' ' and < (char)127);

    /// <summary>The same header with another certificate.</summary>
    internal Credential With(X509Certificate2? certificate) => new(_header, certificate);

    public void Sign(HttpRequestMessage request) => request.Headers.Authorization = _header;
}
