using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

public sealed class KubeconfigReaderTests : IDisposable
{
    private const string Server = "server: 'https://10.0.0.1:6443'";

    private readonly KubeconfigFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(Server + ", insecure-skip-tls-verify: true", "", "clusters[lab].cluster.insecure-skip-tls-verify")]
    [InlineData("certificate-authority: ca.crt", "", "clusters[lab].cluster.server is missing")]
    [InlineData("server: '10.0.0.1:6443'", "", "clusters[lab].cluster.server: '10.0.0.1:6443' is not an http")]
    [InlineData(
        Server + ", certificate-authority: no.crt",
        "",
        "clusters[lab].cluster.certificate-authority: the file"
    )]
    [InlineData(Server + ", certificate-authority-data: '*'", "", "clusters[lab].cluster.certificate-authority-data")]
    [InlineData(Server + ", certificate-authority-data: eA==", "", "contains no PEM certificate")]
    [InlineData(
        Server + ", proxy-url: 'socks4://p:1080'",
        "",
        "clusters[lab].cluster.proxy-url: a proxy of the kind socks4"
    )]
    [InlineData(Server + ", proxy-url: 'p:3128'", "", "clusters[lab].cluster.proxy-url")]
    [InlineData(Server, "auth-provider: { name: oidc }", "users[me].user.auth-provider: it is not supported")]
    [InlineData(Server, "token: x, as: root", "users[me].user.as: it is not supported")]
    [InlineData(Server, "token: x, as-groups: [ system:masters ]", "users[me].user.as-groups: it is not supported")]
    [InlineData(Server, "token: x, username: admin, password: secret", "users[me].user.username")]
    [InlineData(Server, "client-certificate-data: eA==", "users[me].user.client-key is missing")]
    [InlineData(Server, "client-key-data: eA==", "users[me].user.client-certificate is missing")]
    [InlineData(Server, "client-certificate-data: eA==, client-key-data: eA==", "users[me].user.client-certificate")]
    [InlineData(Server, "tokenFile: no", "users[me].user.tokenFile: the file")]
    [InlineData(Server, "token: \"a\\nb\"", "users[me].user.token: the token is empty, or contains")]
    [InlineData(Server, "exec: { command: x }", "users[me].user.exec.apiVersion is missing")]
    [InlineData(
        Server,
        "exec: { command: x, apiVersion: client.authentication.k8s.io/v1alpha1 }",
        "users[me].user.exec.apiVersion: client.authentication.k8s.io/v1alpha1 is not supported"
    )]
    [InlineData(
        Server,
        "exec: { apiVersion: client.authentication.k8s.io/v1 }",
        "users[me].user.exec.command is missing"
    )]
    [InlineData(
        Server,
        "exec: { command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always }",
        "users[me].user.exec.interactiveMode: the plugin needs a terminal"
    )]
    [InlineData(
        Server,
        "exec: { command: x, apiVersion: client.authentication.k8s.io/v1, env: [ { value: y } ] }",
        "users[me].user.exec.env[].name is missing"
    )]
    [InlineData(Server, "exec: [ x ]", "users[me].user.exec: it is not a section")]
    public void EntryThatCannotBeUsed_IsNamed(string cluster, string user, string words)
    {
        _files.Write(cluster, user);

        var (wrong, right) = ProblemOf(null);

        Assert.StartsWith($"{_files.File}: ", wrong, StringComparison.Ordinal);
        Assert.Contains(words, wrong, StringComparison.Ordinal);
        Assert.NotEmpty(right);
        Assert.DoesNotContain("secret", wrong + right, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ this is: [ no yaml", "is not YAML")]
    [InlineData("", "it is not one YAML document")]
    [InlineData("- a\n- b\n", "it is not one YAML document")]
    [InlineData("apiVersion: v1\nkind: Config\n", "it contains no contexts")]
    [InlineData("contexts: x\n", "contexts: it is not a list")]
    public void FileThatIsNoKubeconfig_IsRefused(string text, string words)
    {
        _files.Replace("config", text);

        Assert.Contains(words, ProblemOf(null).Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepFile_IsRefused()
    {
        _files.Replace("config", new string('[', 20_000));

        Assert.Contains("it has more than 64 levels", ProblemOf(null).Wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        null,
        "it has no current-context",
        "Set HaDashboard:Kubernetes:Context to one of: one, two, lost, bare"
    )]
    [InlineData(
        "prod",
        "it contains no context prod",
        "Set HaDashboard:Kubernetes:Context to one of: one, two, lost, bare"
    )]
    [InlineData(
        "lost",
        "contexts[lost].context.cluster names gone, which is not in clusters",
        "The entries of clusters are: a, b"
    )]
    [InlineData(
        "bare",
        "contexts[bare].context.user names nobody, which is not in users",
        "The entries of users are: me"
    )]
    public void ContextThatCannotBeUsed_IsNamedWithTheOthers(string? context, string wrong, string right)
    {
        WriteSeveral();

        var problem = ProblemOf(context);

        Assert.Equal(($"{_files.File}: {wrong}", right), problem);
    }

    [Fact]
    public void ChosenContext_IsRead()
    {
        WriteSeveral();

        Assert.Equal("https://10.0.0.2:6443", KubeconfigReader.Read(_files.File, "two").Server);
    }

    [Fact]
    public void ContextWithoutUser_IsAnonymous()
    {
        WriteSeveral();

        Assert.True(Kubeconfig.Of(KubeconfigReader.Read(_files.File, "one"), _ => null).Fixed.IsAnonymous);
    }

    [Fact]
    public void RelativePaths_StartAtTheFolderOfTheKubeconfig()
    {
        var (certificate, key) = _files.Client("viewer");
        _files.Replace("pki/ca.crt", _files.AuthorityPem);
        _files.Replace("pki/me.crt", certificate);
        _files.Replace("pki/me.key", key);
        _files.Replace("token", "abc\n");
        _files.Write(
            Server + ", certificate-authority: pki/ca.crt",
            "client-certificate: ./pki/me.crt, client-key: pki/../pki/me.key, tokenFile: token"
        );

        var content = KubeconfigReader.Read(_files.File, null);

        Assert.Equal(
            (_files.AuthorityPem, certificate, key, "abc"),
            (content.Authority, content.Certificate, content.Key, content.Token)
        );
    }

    [Fact]
    public void RelativeCommand_StartsAtTheFolder_AndANameIsFoundInPath()
    {
        const string Version = "apiVersion: client.authentication.k8s.io/v1";
        _files.Write(Server, $"exec: {{ {Version}, command: bin/plugin }}");
        Assert.Equal(Path.Combine(_files.Folder, "bin/plugin"), KubeconfigReader.Read(_files.File, null).Exec!.Command);
        _files.Write(Server, $"exec: {{ {Version}, command: plugin }}");
        Assert.Equal("plugin", KubeconfigReader.Read(_files.File, null).Exec!.Command);
    }

    [Theory]
    [InlineData("fresh", "fresh")]
    [InlineData(null, "inline")]
    [InlineData(" \n", "inline")]
    public void TokenFile_IsUsedBeforeTheToken_WhereItCanBeRead(string? inFile, string expected)
    {
        if (inFile is not null)
        {
            _files.Replace("token", inFile);
        }

        _files.Write(Server, "token: inline, tokenFile: token");

        Assert.Equal(expected, KubeconfigReader.Read(_files.File, null).Token);
    }

    [Fact]
    public void Token_IsUsedBeforeTheExecPlugin()
    {
        _files.Write(Server, "token: abc, exec: { apiVersion: client.authentication.k8s.io/v1, command: x }");

        Assert.Null(KubeconfigReader.Read(_files.File, null).Exec);
    }

    [Fact]
    public void UsernameAndPassword_SignWithBasic()
    {
        _files.Write(Server, "username: admin, password: 'p:w'");
        using var request = new HttpRequestMessage();

        Kubeconfig.Of(KubeconfigReader.Read(_files.File, null), _ => null).Fixed.Sign(request);

        Assert.Equal($"Basic {KubeconfigFolder.Base64("admin:p:w")}", request.Headers.Authorization!.ToString());
    }

    [Fact]
    public void SeveralAuthorities_AreAllUsed()
    {
        using var other = new KubeconfigFolder();
        var pem = KubeconfigFolder.Base64(_files.AuthorityPem + "\n" + other.AuthorityPem);
        _files.Write(Server + $", certificate-authority-data: {pem}", "token: abc");

        Assert.Equal(2, Kubeconfig.Of(KubeconfigReader.Read(_files.File, null), _ => null).Roots.Count);
    }

    [Fact]
    public void UnknownKeysAndEmptyValues_AreIgnored()
    {
        _files.Write(
            Server + ", disable-compression: true, extensions: [ { name: x, extension: { a: b } } ], proxy-url: ''",
            "token: abc, auth-provider: null, as-groups: [], future-key: { x: y }"
        );

        var config = Kubeconfig.Of(KubeconfigReader.Read(_files.File, null), _ => null);

        Assert.Equal(("https://10.0.0.1:6443", null), (config.Endpoint, config.Proxy));
    }

    [Theory]
    [InlineData(
        "https://rancher.example/k8s/clusters/c-1",
        "https://rancher.example/k8s/clusters/c-1",
        "rancher.example"
    )]
    [InlineData("https://[fd00::1]:6443/", "https://[fd00::1]:6443", "fd00::1")]
    public void Server_MayHaveAPathOrAnIpv6Address(string server, string endpoint, string host)
    {
        _files.Write($"server: '{server}'");

        var config = Kubeconfig.Of(KubeconfigReader.Read(_files.File, null), _ => null);

        Assert.Equal((endpoint, host), (config.Endpoint, config.Host));
    }

    [Fact]
    public void ClusterInfo_IsPassedToThePlugin_IfItAsksForIt()
    {
        var ca = KubeconfigFolder.Base64(_files.AuthorityPem);
        _files.Write(
            Server
                + $", tls-server-name: kubernetes, certificate-authority-data: {ca}, extensions: [ {{ "
                + "name: client.authentication.k8s.io/exec, extension: { audience: '7', count: 7, on: true } } ]",
            "exec: { apiVersion: client.authentication.k8s.io/v1, command: x, provideClusterInfo: true }"
        );

        var info = JsonNode.Parse(KubeconfigReader.Read(_files.File, null).Exec!.Info)!;
        Assert.Equal("client.authentication.k8s.io/v1", (string?)info["apiVersion"]);
        Assert.Equal("""{"interactive":false}""", WithoutCluster(info["spec"]!));
        Assert.Equal("https://10.0.0.1:6443", (string?)info["spec"]!["cluster"]!["server"]);
        Assert.Equal("kubernetes", (string?)info["spec"]!["cluster"]!["tls-server-name"]);
        Assert.Equal(ca, (string?)info["spec"]!["cluster"]!["certificate-authority-data"]);
        Assert.Equal("""{"audience":"7","count":7,"on":true}""", info["spec"]!["cluster"]!["config"]!.ToJsonString());
    }

    private static string WithoutCluster(JsonNode spec)
    {
        var copy = spec.DeepClone().AsObject();
        copy.Remove("cluster");
        return copy.ToJsonString();
    }

    private (string Wrong, string Right) ProblemOf(string? context) =>
        KubeconfigFileCheck.ProblemOf(_files.File, context) ?? throw new InvalidOperationException("It was accepted.");

    private void WriteSeveral() =>
        _files.Replace(
            "config",
            """
            clusters:
            - { name: a, cluster: { server: "https://10.0.0.1:6443" } }
            - { name: b, cluster: { server: "https://10.0.0.2:6443" } }
            users: [ { name: me, user: { token: abc } } ]
            contexts:
            - { name: one, context: { cluster: a } }
            - { name: two, context: { cluster: b, user: me } }
            - { name: lost, context: { cluster: gone, user: me } }
            - { name: bare, context: { cluster: a, user: nobody } }
            """
        );
}
