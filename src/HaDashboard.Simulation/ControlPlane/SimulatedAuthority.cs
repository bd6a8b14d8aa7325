using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>
/// A CA and the serving certificates that it signs, with the names that kubeadm gives them. They are created at start and not stored.
/// </summary>
internal sealed class SimulatedAuthority : IDisposable
{
    private static readonly TimeSpan YearsOfCa = TimeSpan.FromDays(3650);
    private static readonly TimeSpan YearOfServer = TimeSpan.FromDays(365);

    private readonly DateTimeOffset _created;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SimulatedAuthority(string name, DateTimeOffset created)
    {
        _created = created;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
                critical: true
            )
        );
        Root = request.CreateSelfSigned(created, created + YearsOfCa);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issue(string commonName, IEnumerable<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Server(commonName, key, names)
            .Create(Root, _created, _created + YearOfServer, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>A self-signed certificate, as kube-controller-manager and kube-scheduler create it.</summary>
    public static X509Certificate2 SelfSigned(string commonName, IEnumerable<string> names, DateTimeOffset created)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Server(commonName, key, names).CreateSelfSigned(created, created + YearOfServer);
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest Server(string commonName, ECDsa key, IEnumerable<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)
        );
        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }
}
