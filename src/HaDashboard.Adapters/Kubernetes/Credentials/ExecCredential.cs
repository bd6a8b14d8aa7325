using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>What an exec plugin printed.</summary>
/// <param name="Expires">null: the credential is valid until the API refuses it.</param>
internal sealed record ExecCredential(Credential Credential, DateTimeOffset? Expires)
{
    /// <summary>Reads the JSON object ExecCredential. No message contains a part of the text, because it may be a secret.</summary>
    /// <exception cref="MalformedTextException">The text is not an ExecCredential of this version with a token or certificate.</exception>
    public static ExecCredential Parse(ReadOnlySpan<byte> text, string apiVersion)
    {
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new MalformedTextException(ExecPluginTexts.NothingPrinted);
        }

        using var json = Json(text);
        var root = json.RootElement;
        if (Text(root, "kind") is not "ExecCredential")
        {
            throw new MalformedTextException(ExecPluginTexts.OtherKind);
        }

        var version = Text(root, "apiVersion") ?? "";
        if (version != apiVersion)
        {
            throw new MalformedTextException(
                ExecPluginTexts.OtherVersion(Printable.Excerpt(version, 80), Printable.Excerpt(apiVersion, 80))
            );
        }

        return Of(root.TryGetProperty("status", out var status) ? status : default);
    }

    private static ExecCredential Of(JsonElement status)
    {
        var token = Text(status, "token");
        if (token is not null && !Credential.IsToken(token))
        {
            throw new MalformedTextException(ExecPluginTexts.NotAToken);
        }

        var certificate = CertificateOf(status);
        return token is null && certificate is null
            ? throw new MalformedTextException(ExecPluginTexts.NoCredential)
            : new ExecCredential(Credential.Of(token, certificate), ExpiryOf(status));
    }

    private static JsonDocument Json(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document
                : throw new MalformedTextException(ExecPluginTexts.NotJson(text.Length));
        }
        catch (JsonException e)
        {
            throw new MalformedTextException(ExecPluginTexts.NotJson(text.Length), e);
        }
    }

    private static X509Certificate2? CertificateOf(JsonElement status)
    {
        var (certificate, key) = (Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
        if (certificate is null && key is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new MalformedTextException(ExecPluginTexts.NotACertificate, e);
        }
    }

    private static DateTimeOffset? ExpiryOf(JsonElement status)
    {
        if (Text(status, "expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var expires
        )
            ? expires
            : throw new MalformedTextException(ExecPluginTexts.NotATime);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind is JsonValueKind.String
        && member.GetString() is { Length: > 0 } text
            ? text
            : null;
}
