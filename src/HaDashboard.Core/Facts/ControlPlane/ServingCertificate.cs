using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The certificate that a component presents to its clients.</summary>
/// <param name="Owner">The component: <c>kube-apiserver</c>, <c>etcd</c>…</param>
/// <param name="Names">The subject alternative names without their prefix: <c>localhost</c>, <c>127.0.0.1</c>.</param>
/// <param name="Missing">Names that clients use and that the certificate does not contain.</param>
public sealed record ServingCertificate(
    string Owner,
    string Subject,
    string Issuer,
    ImmutableArray<string> Names,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ServerIdentity Identity,
    ImmutableArray<string> Missing
)
{
    public bool Equals(ServingCertificate? other) =>
        other is not null
        && (Owner, Subject, Issuer, NotBefore, NotAfter, Identity)
            == (other.Owner, other.Subject, other.Issuer, other.NotBefore, other.NotAfter, other.Identity)
        && Names.SequenceEqual(other.Names)
        && Missing.SequenceEqual(other.Missing);

    public override int GetHashCode() => HashCode.Combine(Owner, Subject, NotAfter);
}

/// <summary>The serving certificates of one master.</summary>
/// <param name="Unread">Certificates that could not be read: the reason by owner.</param>
public sealed record ServingCertificates(
    ImmutableArray<ServingCertificate> All,
    ImmutableSortedDictionary<string, Message> Unread
)
{
    public ServingCertificate? Of(string owner) =>
        All.FirstOrDefault(certificate => certificate.Owner.Equals(owner, StringComparison.Ordinal));

    public bool Equals(ServingCertificates? other) =>
        other is not null && All.SequenceEqual(other.All) && Unread.SequenceEqual(other.Unread);

    public override int GetHashCode() => HashCode.Combine(All.Length, Unread.Count);
}
