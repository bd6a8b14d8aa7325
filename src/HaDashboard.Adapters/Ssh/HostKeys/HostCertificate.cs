using System.Collections.Immutable;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>
/// The parts of a host certificate that the dashboard validates. SSH.NET has already verified its signature and its dates.
/// </summary>
internal sealed record HostCertificate(
    HostKey Authority,
    bool IsForHosts,
    ImmutableArray<string> Principals,
    bool HasCriticalOptions
)
{
    /// <summary>Why the certificate is not valid for the host; null if it is valid.</summary>
    public string? ProblemFor(string host) =>
        this switch
        {
            { IsForHosts: false } => "it is a user certificate",
            { HasCriticalOptions: true } => "it contains critical options, which a host certificate must not have",
            { Principals.IsEmpty: true } => "it contains no host name",
            _ when !Principals.Any(principal => HostPatterns.Glob(principal, host.ToLowerInvariant())) =>
                $"it is valid only for {string.Join(", ", Principals)}",
            _ => null,
        };
}
