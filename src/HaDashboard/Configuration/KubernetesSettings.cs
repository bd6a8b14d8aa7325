using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;

namespace HaDashboard.Configuration;

/// <summary>How to reach the Kubernetes API. Without a kubeconfig and without <c>InCluster</c> the API is not watched.</summary>
/// <param name="ThroughNodes">True: if the configured server is unreachable, connect to each master's apiserver through that master's SSH
/// connection.</param>
/// <param name="Server">The address of the simulated API; set by the demo, not by a key.</param>
/// <param name="ServerAuthority">The CA of the simulated API; set by the demo, not by a key.</param>
public sealed record KubernetesSettings(
    FileSetting? KubeConfig,
    string? Context,
    bool InCluster,
    string Namespace,
    bool ThroughNodes,
    Uri? Server = null,
    X509Certificate2? ServerAuthority = null
)
{
    public bool IsWatched => KubeConfig is not null || InCluster || Server is not null;

    internal static KubernetesSettings Read(SettingsReader reader)
    {
        var settings = new KubernetesSettings(
            ReadFile(reader),
            reader.Text("Context"),
            reader.Flag("InCluster", false),
            reader.Text("Namespace") ?? "kube-system",
            reader.Flag("ThroughNodes", true)
        );
        if (settings is { KubeConfig: not null, InCluster: true })
        {
            reader.Problem("InCluster", "it is true, and KubeConfig is set too", "Set only one of them");
        }

        if (
            settings.Namespace.Length > 63
            || !settings.Namespace.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')
        )
        {
            reader.Problem(
                "Namespace",
                $"'{settings.Namespace}' is not a namespace",
                "Lower-case letters, digits and '-', for example kube-system"
            );
        }

        return settings;
    }

    /// <summary>Adds a problem if the file exists and can't be used, so that the start fails with the entry to change.</summary>
    internal void MustBeUsable(SettingsProblems problems)
    {
        if (
            KubeConfig is { } file
            && File.Exists(file.Path)
            && KubeconfigFileCheck.ProblemOf(file.Path, Context) is var (wrong, right)
        )
        {
            problems.Add(file.Key, wrong, right);
        }
    }

    // kubectl merges the files of such a list; the dashboard reads one.
    private static FileSetting? ReadFile(SettingsReader reader)
    {
        var file = FileSetting.Read(reader, "KubeConfig");
        if (file is null || !file.Path.Contains(Path.PathSeparator) || File.Exists(file.Path))
        {
            return file;
        }

        reader.Problem(
            "KubeConfig",
            $"'{file.Path}' is a list of files",
            "Name one file; kubectl config view --raw --flatten --minify prints the current context as one"
        );
        return null;
    }
}
