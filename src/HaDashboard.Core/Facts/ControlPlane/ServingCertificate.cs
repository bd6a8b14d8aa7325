using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The certificate a component shows to whoever connects.</summary>
/// <param name="Owner"><c>kube-apiserver</c>, <c>etcd</c>…</param>
/// <param name="Names">Its subject alternative names: <c>DNS:localhost</c>, <c>IP Address:127.0.0.1</c> without the prefix.</param>
/// <param name="Missing">Names it is used under and does not carry.</param>
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

/// <summary>The certificates of one master, and which could not be read.</summary>
/// <param name="Unread">By owner, with the reason.</param>
public sealed record ServingCertificates(
    ImmutableArray<ServingCertificate> All,
    ImmutableSortedDictionary<string, string> Unread
)
{
    public ServingCertificate? Of(string owner) =>
        All.FirstOrDefault(certificate => certificate.Owner.Equals(owner, StringComparison.Ordinal));

    public bool Equals(ServingCertificates? other) =>
        other is not null && All.SequenceEqual(other.All) && Unread.SequenceEqual(other.Unread);

    public override int GetHashCode() => HashCode.Combine(All.Length, Unread.Count);
}
