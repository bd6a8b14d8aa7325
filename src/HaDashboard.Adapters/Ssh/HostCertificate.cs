using System.Collections.Immutable;

namespace HaDashboard.Adapters.Ssh;

/// <summary>What must be judged of a host's certificate once its signature and its dates are proven (SSH.NET proves these).</summary>
internal sealed record HostCertificate(
    HostKey Authority,
    bool IsForHosts,
    ImmutableArray<string> Principals,
    bool HasCriticalOptions
)
{
    /// <summary>Why the certificate does not speak for the host; null when it does.</summary>
    public string? ProblemFor(string host) =>
        this switch
        {
            { IsForHosts: false } => "it is a user certificate",
            { HasCriticalOptions: true } => "it carries critical options, which no host certificate may",
            { Principals.IsEmpty: true } => "it names no host",
            _ when !Principals.Any(principal => HostPatterns.Glob(principal, host.ToLowerInvariant())) =>
                $"it speaks for {string.Join(", ", Principals)} only",
            _ => null,
        };
}
