using System.Security.Cryptography.X509Certificates;
using System.Text;
using HaDashboard.Simulation.ControlPlane;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>A folder with a kubeconfig and the files that it names.</summary>
internal sealed class KubeconfigFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public SimulatedAuthority Authority { get; } = new("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));

    public string File => Path.Combine(Folder, "config");

    public string AuthorityPem => Authority.Root.ExportCertificatePem();

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the kubeconfig with one context.</summary>
    /// <param name="cluster">The members of the cluster, in flow style.</param>
    /// <param name="user">The members of the user, in flow style.</param>
    public string Write(string cluster, string user = "")
    {
        Replace(
            "config",
            $$"""
            apiVersion: v1
            kind: Config
            preferences: { colors: true }
            clusters: [ { name: lab, cluster: { {{cluster}} } } ]
            users: [ { name: me, user: { {{user}} } } ]
            contexts: [ { name: me@lab, context: { cluster: lab, user: me, namespace: kube-system } } ]
            current-context: me@lab
            """
        );
        return File;
    }

    /// <summary>Writes a file in one step, as kubectl does.</summary>
    public string Replace(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText($"{path}.new", text);
        System.IO.File.Move($"{path}.new", path, overwrite: true);
        return path;
    }

    /// <summary>Writes a shell script that can be run.</summary>
    public string Script(string name, string body)
    {
        var path = Replace(name, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        return path;
    }

    /// <summary>A client certificate with its key.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        using var certificate = Authority.Issue(name, [name]);
        return (certificate.ExportCertificatePem(), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
