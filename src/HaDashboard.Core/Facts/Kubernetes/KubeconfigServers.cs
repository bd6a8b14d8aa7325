using System.Collections.Immutable;
using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The API address that one kubeconfig file contains.</summary>
/// <param name="File">The file's name without its folder, such as <c>kubelet.conf</c>; null if the command does not print it.</param>
/// <param name="Server">Scheme, host and port.</param>
public sealed record KubeconfigServer(string? File, string Server);

/// <summary>The API addresses in the kubeconfig files of a node.</summary>
public sealed partial record KubeconfigServers(ImmutableArray<KubeconfigServer> All)
{
    private const int Most = 20;

    /// <summary>
    /// Keeps only the addresses of <c>server:</c> lines. Every other line is discarded at once, because it may contain a secret.
    /// </summary>
    public static KubeconfigServers Parse(string text) =>
        new([
            .. text.Split('\n')
                .Select(line => Line().Match(line.TrimEnd('\r')))
                .Where(match => match.Success)
                .Select(match => (File: match.Groups["file"].Value, Server: AddressOf(match.Groups["url"].Value)))
                .Where(pair => pair.Server is not null)
                .Select(pair => new KubeconfigServer(
                    pair.File.Length == 0 ? null : Printable.Excerpt(pair.File[(pair.File.LastIndexOf('/') + 1)..], 60),
                    pair.Server!
                ))
                .Distinct()
                .Take(Most),
        ]);

    /// <summary>
    /// Scheme, host and port of an address. The other parts are dropped because they may contain a secret. null if the text is not an
    /// HTTP address.
    /// </summary>
    public static string? AddressOf(string? url) =>
        url is { Length: <= 300 }
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
            ? uri.GetComponents(
                UriComponents.Scheme | UriComponents.Host | UriComponents.StrongPort,
                UriFormat.UriEscaped
            )
            : null;

    public bool Equals(KubeconfigServers? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Length;

    [GeneratedRegex(
        """^((?<file>/[\w./\-]{1,200}):)?\s*-?\s*server:\s*["']?(?<url>https?://[^\s"']{1,290})["']?\s*$""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Line();
}
