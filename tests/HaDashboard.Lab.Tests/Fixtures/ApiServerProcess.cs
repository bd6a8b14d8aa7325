using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>
/// A real etcd and a real kube-apiserver on loopback, from the folder in KUBEBUILDER_ASSETS. It has RBAC, its own certificate authority
/// and four accounts: an admin, a viewer of nodes, pods, logs, events and leases, a viewer of nodes only, and an account without rights.
/// </summary>
public sealed class ApiServerProcess : IAsyncLifetime
{
    public const string AdminToken = "admin-token";
    public const string ViewerToken = "viewer-token";
    public const string NodesOnlyToken = "nodes-only-token";
    public const string NobodyToken = "nobody-token";

    private readonly TestAuthority _authority = new();
    private readonly int _etcdPort = TestProcess.FreePort();
    private readonly int _etcdPeerPort = TestProcess.FreePort();
    private readonly int _port = TestProcess.FreePort();
    private HttpClient? _admin;
    private Process? _etcd;
    private Process? _api;

    /// <summary>Why tests that need it cannot run on this machine; null if they can.</summary>
    public static string? Missing =>
        Assets is null
            ? "KUBEBUILDER_ASSETS does not name a folder with etcd and kube-apiserver"
            : TestProcess.Missing(Program("etcd"), Program("kube-apiserver"));

    public string Folder { get; } = TestProcess.NewFolder("api");

    public string Server => $"https://127.0.0.1:{_port}";

    private static string? Assets =>
        Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } folder ? folder : null;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return; // Each test reports why it is skipped.
        }

        await WriteFilesAsync();
        _admin = AdminClient();
        StartEtcd();
        await StartApiAsync();
        await GrantAsync("viewer", "nodes", "pods", "pods/log", "events", "leases");
        await GrantAsync("nodes-only", "nodes");
    }

    public async Task StartApiAsync()
    {
        _api = Start(
            "kube-apiserver",
            $"--etcd-servers=http://127.0.0.1:{_etcdPort}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            $"--secure-port={_port}",
            "--insecure-port=0",
            $"--tls-cert-file={In("server.crt")}",
            $"--tls-private-key-file={In("server.key")}",
            $"--client-ca-file={In("ca.crt")}",
            $"--cert-dir={Folder}",
            $"--token-auth-file={In("tokens.csv")}",
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/24",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={In("sa.key")}",
            $"--service-account-signing-key-file={In("sa.key")}",
            "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
            "--enable-aggregator-routing=false"
        );
        await ReadyAsync(_api, "/readyz");
    }

    public Task KillApiAsync() => KillAsync(_api);

    public void FreezeEtcd() => TestProcess.Signal(_etcd!.Id, TestProcess.Stop);

    public void ThawEtcd() => TestProcess.Signal(_etcd!.Id, TestProcess.Continue);

    /// <summary>Deletes an object directly from etcd, without the API, so that it disappears while the API is down.</summary>
    public async Task DeleteFromEtcdAsync(string key, CancellationToken ct)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(
            $"http://127.0.0.1:{_etcdPort}/v3/kv/deleterange",
            new { key = Convert.ToBase64String(Encoding.UTF8.GetBytes(key)) },
            ct
        );
        Assert.Contains("\"deleted\":\"1\"", await answer.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
    }

    /// <summary>Sends a request as admin: POST, PATCH (strategic merge) or DELETE, or a GET without a body.</summary>
    public async Task<HttpStatusCode> AdminAsync(HttpMethod method, string path, string? json, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Server + path);
        if (json is not null)
        {
            request.Content = new StringContent(
                json,
                new MediaTypeHeaderValue(
                    method == HttpMethod.Patch ? "application/strategic-merge-patch+json" : "application/json"
                )
            );
        }

        using var answer = await _admin!.SendAsync(request, ct);
        return answer.IsSuccessStatusCode
            ? answer.StatusCode
            : throw new InvalidOperationException(
                $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}"
            );
    }

    /// <summary>Writes a kubeconfig. Without a token and a user it contains no credentials.</summary>
    /// <param name="user">If set, the kubeconfig contains a certificate for this user instead of a token.</param>
    public string KubeConfig(
        string? token = null,
        string? user = null,
        string? server = null,
        string? authority = null,
        bool insecure = false
    )
    {
        var account = new JsonObject();
        if (token is not null)
        {
            account["token"] = token;
        }

        if (user is not null)
        {
            var (certificate, key) = _authority.Client(user);
            account["client-certificate-data"] = Base64(certificate);
            account["client-key-data"] = Base64(key);
        }

        var cluster = new JsonObject { ["server"] = server ?? Server };
        cluster[insecure ? "insecure-skip-tls-verify" : "certificate-authority-data"] = insecure
            ? true
            : Base64(authority ?? _authority.Pem);
        var config = new JsonObject // YAML is a superset of JSON.
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = "lab", ["cluster"] = cluster }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = "me", ["user"] = account }),
            ["contexts"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "me@lab",
                    ["context"] = new JsonObject { ["cluster"] = "lab", ["user"] = "me" },
                }
            ),
            ["current-context"] = "me@lab",
        };
        var path = In($"{Guid.NewGuid():N}.kubeconfig");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(_api);
        await KillAsync(_etcd);
        _admin?.Dispose();
        _authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public static string Program(string name) => Path.Combine(Assets!, name);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task KillAsync(Process? process)
    {
        if (process is { HasExited: false })
        {
            TestProcess.Signal(process.Id, TestProcess.Kill);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    private string In(string file) => Path.Combine(Folder, file);

    private async Task WriteFilesAsync()
    {
        var (certificate, key) = _authority.Server();
        using var accounts = RSA.Create(2048);
        await File.WriteAllTextAsync(In("ca.crt"), _authority.Pem);
        await File.WriteAllTextAsync(In("server.crt"), certificate);
        await File.WriteAllTextAsync(In("server.key"), key);
        await File.WriteAllTextAsync(In("sa.key"), accounts.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync(
            In("tokens.csv"),
            $"""
            {AdminToken},admin,1,"system:masters"
            {ViewerToken},viewer,2
            {NodesOnlyToken},nodes-only,3
            {NobodyToken},nobody,4

            """
        );
    }

    private HttpClient AdminClient()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_authority.Pem));
        var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        return http;
    }

    private void StartEtcd() =>
        _etcd = Start(
            "etcd",
            "--name=lab",
            $"--data-dir={In("etcd")}",
            "--unsafe-no-fsync",
            $"--listen-client-urls=http://127.0.0.1:{_etcdPort}",
            $"--advertise-client-urls=http://127.0.0.1:{_etcdPort}",
            $"--listen-peer-urls=http://127.0.0.1:{_etcdPeerPort}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{_etcdPeerPort}",
            $"--initial-cluster=lab=http://127.0.0.1:{_etcdPeerPort}"
        );

    private Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(Program(program), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Folder,
            }
        )!;
        var log = In($"{program}.log");
        process.ErrorDataReceived += (_, line) => File.AppendAllText(log, line.Data + "\n");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync(Process process, string path)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!await AnswersAsync(path, deadline.Token))
        {
            if (process.HasExited)
            {
                Assert.Fail($"The process exited: {await File.ReadAllTextAsync(In("kube-apiserver.log"))}");
            }

            await Task.Delay(100, deadline.Token);
        }
    }

    private async Task<bool> AnswersAsync(string path, CancellationToken ct)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(TimeSpan.FromSeconds(10)); // A server that has just started may accept connections without responding.
        try
        {
            using var answer = await _admin!.GetAsync(Server + path, soon.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task GrantAsync(string user, params string[] resources)
    {
        var list = string.Join(',', resources.Select(resource => $"\"{resource}\""));
        await AdminAsync(
            HttpMethod.Post,
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            $$"""{"metadata":{"name":"{{user}}"},"rules":[{"apiGroups":["","coordination.k8s.io"],"resources":["""
                + $$"""{{list}}],"verbs":["get","list","watch"]}]}""",
            CancellationToken.None
        );
        await AdminAsync(
            HttpMethod.Post,
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            $$"""{"metadata":{"name":"{{user}}"},"roleRef":"""
                + $$"""{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{user}}"},"subjects":["""
                + $$"""{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{user}}"}]}""",
            CancellationToken.None
        );
    }
}
