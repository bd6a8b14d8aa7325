using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

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
    public Message? ProblemFor(string host) =>
        this switch
        {
            { IsForHosts: false } => SshTexts.UserCertificate,
            { HasCriticalOptions: true } => SshTexts.CriticalOptions,
            { Principals.IsEmpty: true } => SshTexts.NoPrincipal,
            _ when !Principals.Any(principal => HostPatterns.Glob(principal, host.ToLowerInvariant())) =>
                SshTexts.OtherPrincipals(Printable.Excerpt(string.Join(", ", Principals), 500)),
            _ => null,
        };
}
