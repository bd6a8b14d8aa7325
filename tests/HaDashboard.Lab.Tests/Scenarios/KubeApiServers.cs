using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>
/// Three real kube-apiservers on loopback, each with its own port and its own etcd member, as in kubeadm's stacked topology.
/// </summary>
internal sealed class KubeApiServers : IAsyncDisposable
{
    public const int Size = 3;
    private const string Token = "scenario-token";

    private readonly Process?[] _processes = new Process?[Size];
    private readonly TestAuthority _authority;
    private readonly EtcdProcesses _etcd;
    private readonly string _folder;
    private readonly HttpClient _admin;

    private KubeApiServers(EtcdProcesses etcd, TestAuthority authority, string folder)
    {
        (_etcd, _authority, _folder) = (etcd, authority, folder);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority.Pem));
        _admin = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = { CertificateChainPolicy = policy },
                PooledConnectionLifetime = TimeSpan.Zero,
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public int[] Ports { get; } = [.. Enumerable.Range(0, Size).Select(_ => TestProcess.FreePort())];

    public static async Task<KubeApiServers> StartAsync(EtcdProcesses etcd, TestAuthority authority, string folder)
    {
        var servers = new KubeApiServers(etcd, authority, folder);
        try
        {
            await servers.WriteFilesAsync();
            await servers.StartAsync(0); // The first one creates the objects that all of them share.
            await Task.WhenAll(servers.StartAsync(1), servers.StartAsync(2));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one apiserver on its port and returns when it is ready.</summary>
    public async Task StartAsync(int index)
    {
        var process = Process.Start(
            new ProcessStartInfo(
                ApiServerProcess.Program("kube-apiserver"),
                [
                    $"--etcd-servers=http://127.0.0.1:{_etcd.ClientPorts[index]}",
                    "--bind-address=127.0.0.1",
                    "--advertise-address=127.0.0.1",
                    $"--secure-port={Ports[index]}",
                    "--insecure-port=0",
                    $"--tls-cert-file={In("server.crt")}",
                    $"--tls-private-key-file={In("server.key")}",
                    $"--client-ca-file={In("ca.crt")}",
                    $"--cert-dir={_folder}",
                    $"--token-auth-file={In("tokens.csv")}",
                    "--authorization-mode=RBAC",
                    "--service-cluster-ip-range=10.96.0.0/24",
                    "--endpoint-reconciler-type=none",
                    "--service-account-issuer=https://kubernetes.default.svc",
                    $"--service-account-key-file={In("sa.key")}",
                    $"--service-account-signing-key-file={In("sa.key")}",
                    "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _folder,
            }
        )!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes[index] = process;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (!await TryAsync(index, HttpMethod.Get, "/readyz", null))
        {
            Assert.False(process.HasExited, $"kube-apiserver {index + 1} ended");
            await Task.Delay(200, deadline.Token);
        }
    }

    public async Task KillAsync(int index)
    {
        if (_processes[index] is { HasExited: false } process)
        {
            TestProcess.Signal(process.Id, TestProcess.Kill);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public void Freeze(int index) => TestProcess.Signal(_processes[index]!.Id, TestProcess.Stop);

    public void Thaw(int index) => TestProcess.Signal(_processes[index]!.Id, TestProcess.Continue);

    /// <summary>Sends one request to one apiserver as admin.</summary>
    public async Task<bool> TryAsync(int index, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, $"https://127.0.0.1:{Ports[index]}{path}");
        if (json is not null)
        {
            request.Content = new StringContent(
                json,
                new MediaTypeHeaderValue(
                    method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json"
                )
            );
        }

        try
        {
            using var answer = await _admin.SendAsync(request);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public string KubeConfig(int port)
    {
        var path = In("kubeconfig");
        File.WriteAllText(
            path,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [ { name: lab, cluster: { server: "https://127.0.0.1:{{port}}", certificate-authority: "{{In(
                "ca.crt"
            )}}" } } ]
            users: [ { name: me, user: { token: "{{Token}}" } } ]
            contexts: [ { name: me, context: { cluster: lab, user: me } } ]
            current-context: me
            """
        );
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < Size; i++)
        {
            await KillAsync(i);
            _processes[i]?.Dispose();
        }

        _admin.Dispose();
    }

    private string In(string file) => Path.Combine(_folder, file);

    private async Task WriteFilesAsync()
    {
        var (certificate, key) = _authority.Server();
        using var accounts = RSA.Create(2048);
        await File.WriteAllTextAsync(In("ca.crt"), _authority.Pem);
        await File.WriteAllTextAsync(In("server.crt"), certificate);
        await File.WriteAllTextAsync(In("server.key"), key);
        await File.WriteAllTextAsync(In("sa.key"), accounts.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync(In("tokens.csv"), $"{Token},admin,1,\"system:masters\"\n");
    }
}
