using HaDashboard.Adapters.Kubernetes.Credentials;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>Reads the service account of the pod in which the dashboard runs. The kubelet renews its token about every hour.</summary>
internal static class ServiceAccountReader
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const int Largest = 1024 * 1024;

    /// <exception cref="KubeconfigException">The dashboard does not run in a pod, or the pod has no service account.</exception>
    public static KubeconfigContent Read(Func<string, string?> environment)
    {
        var token = KubeconfigFiles.Read($"{Folder}/token", "token", Largest).Trim();
        if (!Credential.IsToken(token))
        {
            throw new KubeconfigException(
                KubeconfigTexts.Entry($"{Folder}/token", KubeconfigTexts.NotAToken),
                KubeconfigTexts.WriteAToken
            );
        }

        return new KubeconfigContent(
            Server(environment),
            null,
            null,
            KubeconfigFiles.Read($"{Folder}/ca.crt", "ca.crt", Largest),
            null,
            null,
            token,
            null,
            null,
            null,
            "KUBERNETES_SERVICE_HOST",
            Folder
        );
    }

    private static string Server(Func<string, string?> environment)
    {
        var host = environment("KUBERNETES_SERVICE_HOST") is { Length: > 0 } name ? name : "kubernetes.default.svc";
        var port = environment("KUBERNETES_SERVICE_PORT") is { Length: > 0 } number ? number : "443";
        return host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
    }
}
