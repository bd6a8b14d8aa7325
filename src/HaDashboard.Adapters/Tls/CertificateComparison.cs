using System.Security.Cryptography.X509Certificates;

namespace HaDashboard.Adapters.Tls;

/// <summary>Compares certificates by their content, because a file that is read again gives new objects.</summary>
internal static class CertificateComparison
{
    public static bool IsSameAs(this X509Certificate2? one, X509Certificate2? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null && one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span));

    public static bool AreSameAs(this X509Certificate2Collection some, X509Certificate2Collection others) =>
        ReferenceEquals(some, others)
        || (some.Count == others.Count && some.Zip(others).All(pair => pair.First.IsSameAs(pair.Second)));
}
