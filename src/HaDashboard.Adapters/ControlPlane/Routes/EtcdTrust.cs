using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>
/// The client certificate for etcd's TLS ports and the CA of its server certificates, read again every 30 s, because the files can be
/// renewed without a restart of the dashboard.
/// </summary>
/// <param name="authorityFile">null: the certificates of etcd are not verified.</param>
internal sealed class EtcdTrust(string certificateFile, string keyFile, string? authorityFile, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ClusterTrust? _trust;
    private long _readAt;

    /// <exception cref="SourceFailureException">A file cannot be used.</exception>
    public ClusterTrust Current
    {
        get
        {
            lock (_gate)
            {
                if (_trust is null || time.GetElapsedTime(_readAt) > Lifetime)
                {
                    _trust = Read();
                    _readAt = time.GetTimestamp();
                }

                return _trust;
            }
        }
    }

    /// <returns>null where no client certificate is configured.</returns>
    public static EtcdTrust? Of(ControlPlaneOptions options, TimeProvider time) =>
        options is { EtcdCertificateFile: { } certificate, EtcdKeyFile: { } key }
            ? new EtcdTrust(certificate, key, options.EtcdCaFile, time)
            : null;

    private ClusterTrust Read()
    {
        try
        {
            var roots = new X509Certificate2Collection();
            if (authorityFile is not null)
            {
                roots.ImportFromPemFile(authorityFile);
            }

            return new ClusterTrust(
                roots,
                Credential.Of(null, X509Certificate2.CreateFromPemFile(certificateFile, keyFile)),
                null
            );
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                ProbeTexts.EtcdFilesUnusable(certificateFile, keyFile, Printable.Excerpt(e.Message)),
                e
            );
        }
    }
}
