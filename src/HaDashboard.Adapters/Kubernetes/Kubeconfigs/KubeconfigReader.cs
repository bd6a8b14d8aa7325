using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>
/// Reads one context of a kubeconfig and the files that it names. It starts no program. What the dashboard does not support is refused by
/// its name, because a key that is silently ignored changes what the connection does.
/// </summary>
internal static class KubeconfigReader
{
    private const int Largest = 3 * 1024 * 1024;
    private static readonly string[] Impersonation = ["as", "as-uid", "as-groups", "as-user-extra"];

    /// <param name="context">null for the current context of the file.</param>
    /// <exception cref="KubeconfigException">The file can't be used.</exception>
    public static KubeconfigContent Read(string path, string? context)
    {
        var full = Path.GetFullPath(path);
        var root = YamlSection.Parse(KubeconfigFiles.Read(full, "", Largest));
        var folder = Path.GetDirectoryName(full) ?? "/";
        var chosen = ContextOf(root, context);
        var cluster = NamedBy(root, chosen, "clusters", "cluster")
            ?? throw new KubeconfigException(
                KubeconfigTexts.Missing(chosen.PlaceOf("cluster")),
                KubeconfigTexts.NameOne("clusters")
            );
        return ContentOf(cluster, NamedBy(root, chosen, "users", "user"), folder);
    }

    private static YamlSection ContextOf(YamlSection root, string? context)
    {
        var contexts = root.List("contexts");
        var names = Names(contexts);
        if (contexts.Count == 0)
        {
            throw new KubeconfigException(KubeconfigTexts.NoContexts, KubeconfigTexts.WriteAKubeconfig);
        }

        if ((context ?? root.Text("current-context")) is not { } name)
        {
            throw new KubeconfigException(KubeconfigTexts.NoCurrentContext, KubeconfigTexts.ChooseContext(names));
        }

        var found = contexts.FirstOrDefault(item => item.Text("name") == name)
            ?? throw new KubeconfigException(
                KubeconfigTexts.UnknownContext(Printable.Excerpt(name, 80)),
                KubeconfigTexts.ChooseContext(names)
            );
        return Inner(found, "context");
    }

    /// <summary>The cluster or the user that a context names; null if it names none.</summary>
    private static YamlSection? NamedBy(YamlSection root, YamlSection context, string list, string key)
    {
        if (context.Text(key) is not { } name)
        {
            return null;
        }

        var items = root.List(list);
        var found = items.FirstOrDefault(item => item.Text("name") == name)
            ?? throw new KubeconfigException(
                KubeconfigTexts.UnknownName(context.PlaceOf(key), Printable.Excerpt(name, 80), list),
                items.Count == 0 ? KubeconfigTexts.NameOne(list) : KubeconfigTexts.NameOneOf(list, Names(items))
            );
        return Inner(found, key);
    }

    private static YamlSection Inner(YamlSection item, string key) =>
        item.Section(key)
        ?? throw new KubeconfigException(KubeconfigTexts.Missing(item.PlaceOf(key)), KubeconfigTexts.WriteAKubeconfig);

    private static string Names(IEnumerable<YamlSection> items) =>
        Printable.Excerpt(string.Join(", ", items.Select(item => item.Text("name"))), 400);

    private static KubeconfigContent ContentOf(YamlSection cluster, YamlSection? user, string folder)
    {
        if (cluster.Flag("insecure-skip-tls-verify"))
        {
            throw Refused(
                cluster,
                "insecure-skip-tls-verify",
                KubeconfigTexts.SkipsVerification,
                KubeconfigTexts.SetAuthority
            );
        }

        var server = cluster.Text("server")
            ?? throw new KubeconfigException(
                KubeconfigTexts.Missing(cluster.PlaceOf("server")),
                KubeconfigTexts.SetServer
            );
        var content = new KubeconfigContent(
            server,
            cluster.Text("tls-server-name"),
            cluster.Text("proxy-url"),
            KubeconfigFiles.Pem(cluster, "certificate-authority", folder),
            null,
            null,
            null,
            null,
            null,
            null,
            cluster.Place,
            user?.Place ?? "users"
        );
        return user is null ? content : WithUser(content, cluster, user, folder);
    }

    private static KubeconfigContent WithUser(
        KubeconfigContent content,
        YamlSection cluster,
        YamlSection user,
        string folder
    )
    {
        RefuseUnsupported(user);
        var (certificate, key) = (
            KubeconfigFiles.Pem(user, "client-certificate", folder),
            KubeconfigFiles.Pem(user, "client-key", folder)
        );
        if (certificate is null != key is null)
        {
            var missing = certificate is null ? "client-certificate" : "client-key";
            throw new KubeconfigException(KubeconfigTexts.Missing(user.PlaceOf(missing)), KubeconfigTexts.SetBoth);
        }

        var token = TokenOf(user, folder);
        return content with
        {
            Certificate = certificate,
            Key = key,
            Token = token,
            Username = user.Text("username"),
            Password = user.Text("password"),
            // kubectl does not run the plugin either where the file contains a token or a password.
            Exec =
                token is null && !user.Has("username") && user.Section("exec") is { } exec
                    ? ExecPluginReader.Read(exec, cluster, content, folder)
                    : null,
        };
    }

    private static void RefuseUnsupported(YamlSection user)
    {
        if (user.Has("auth-provider"))
        {
            throw Refused(user, "auth-provider", KubeconfigTexts.NotSupported, KubeconfigTexts.UseExec);
        }

        foreach (var key in Impersonation.Where(user.Has))
        {
            throw Refused(user, key, KubeconfigTexts.NotSupported, KubeconfigTexts.UseOwnAccount);
        }

        if ((user.Has("token") || user.Has("tokenFile")) && user.Has("username"))
        {
            throw Refused(user, "username", KubeconfigTexts.TwoMethods, KubeconfigTexts.KeepOne);
        }
    }

    /// <summary>The token of the file if that can be read, else the token of the kubeconfig, in the order of kubectl.</summary>
    private static string? TokenOf(YamlSection user, string folder)
    {
        var inline = user.Text("token");
        if (user.PathIn(folder, "tokenFile") is not { } path)
        {
            return inline is null ? null : Token(inline, user.PlaceOf("token"));
        }

        try
        {
            return Token(KubeconfigFiles.Read(path, user.PlaceOf("tokenFile"), Largest), user.PlaceOf("tokenFile"));
        }
        catch (KubeconfigException) when (inline is not null)
        {
            return Token(inline, user.PlaceOf("token"));
        }
    }

    private static string Token(string text, string place)
    {
        var token = text.Trim();
        return Credential.IsToken(token)
            ? token
            : throw new KubeconfigException(
                KubeconfigTexts.Entry(place, KubeconfigTexts.NotAToken),
                KubeconfigTexts.WriteAToken
            );
    }

    private static KubeconfigException Refused(YamlSection section, string key, Message wrong, Message right) =>
        new(KubeconfigTexts.Entry(section.PlaceOf(key), wrong), right);
}
