using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>Reads the entry <c>exec</c> of a user.</summary>
internal static class ExecPluginReader
{
    private const string Group = "client.authentication.k8s.io";
    private static readonly string[] Versions = [$"{Group}/v1", $"{Group}/v1beta1"];

    /// <exception cref="KubeconfigException">The entry is incomplete or not supported.</exception>
    public static ExecPlugin Read(YamlSection exec, YamlSection cluster, KubeconfigContent content, string folder)
    {
        var version = Required(exec, "apiVersion", KubeconfigTexts.SetExecVersion);
        if (!Versions.Contains(version, StringComparer.Ordinal))
        {
            throw Refused(
                exec,
                "apiVersion",
                KubeconfigTexts.IsUnsupported(Printable.Excerpt(version, 80)),
                KubeconfigTexts.SetExecVersion
            );
        }

        RefuseInteraction(exec);
        return new ExecPlugin(
            CommandIn(folder, Required(exec, "command", KubeconfigTexts.SetCommand)),
            [.. exec.Texts("args")],
            [.. exec.List("env").Select(item => KeyValuePair.Create(NameOf(item), item.Text("value") ?? ""))],
            version,
            InfoOf(exec, version, cluster, content),
            exec.Text("installHint")
        );
    }

    private static void RefuseInteraction(YamlSection exec)
    {
        switch (exec.Text("interactiveMode"))
        {
            case null or "Never" or "IfAvailable":
                return;
            case "Always":
                throw Refused(
                    exec,
                    "interactiveMode",
                    KubeconfigTexts.AlwaysInteractive,
                    KubeconfigTexts.UseNotInteractive
                );
            case var other:
                throw Refused(
                    exec,
                    "interactiveMode",
                    KubeconfigTexts.IsUnsupported(Printable.Excerpt(other, 80)),
                    KubeconfigTexts.UseNotInteractive
                );
        }
    }

    private static string NameOf(YamlSection variable)
    {
        var name = Required(variable, "name", KubeconfigTexts.SetVariable);
        return name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            ? throw Refused(variable, "name", KubeconfigTexts.NotAVariable, KubeconfigTexts.SetVariable)
            : name;
    }

    // As kubectl does: a name without a slash is found in PATH, a path is relative to the kubeconfig and not to the working directory.
    private static string CommandIn(string folder, string command) =>
        command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(Path.Combine(folder, command)) : command;

    private static string InfoOf(YamlSection exec, string version, YamlSection cluster, KubeconfigContent content)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (exec.Flag("provideClusterInfo"))
        {
            spec["cluster"] = ClusterOf(cluster, content);
        }

        return new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = "ExecCredential",
            ["spec"] = spec,
        }.ToJsonString();
    }

    private static JsonObject ClusterOf(YamlSection cluster, KubeconfigContent content)
    {
        var info = new JsonObject { ["server"] = content.Server };
        if (content.TlsServerName is { } name)
        {
            info["tls-server-name"] = name;
        }

        if (content.Authority is { } pem)
        {
            info["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));
        }

        if (content.ProxyUrl is { } proxy)
        {
            info["proxy-url"] = proxy;
        }

        var config = cluster.List("extensions").FirstOrDefault(item => item.Text("name") == $"{Group}/exec");
        if (config?.Json("extension") is { } extension)
        {
            info["config"] = extension;
        }

        return info;
    }

    private static string Required(YamlSection section, string key, Message right) =>
        section.Text(key) ?? throw new KubeconfigException(KubeconfigTexts.Missing(section.PlaceOf(key)), right);

    private static KubeconfigException Refused(YamlSection section, string key, Message wrong, Message right) =>
        new(KubeconfigTexts.Entry(section.PlaceOf(key), wrong), right);
}
