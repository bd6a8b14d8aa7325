using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>Reads the certificate and key of a kubeconfig's user, inline or from files. The library's own reader is not public.</summary>
internal static class ClientCertificate
{
    public static X509Certificate2? Of(KubernetesClientConfiguration config)
    {
        var certificate = Pem(config.ClientCertificateData, config.ClientCertificateFilePath);
        var key = Pem(config.ClientCertificateKeyData, config.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? base64, string? file) =>
        (base64, file) switch
        {
            ({ Length: > 0 }, _) => Encoding.UTF8.GetString(Convert.FromBase64String(base64)),
            (_, { Length: > 0 }) => File.ReadAllText(file),
            _ => null,
        };
}
