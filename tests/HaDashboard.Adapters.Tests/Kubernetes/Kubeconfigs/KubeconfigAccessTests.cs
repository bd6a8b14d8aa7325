using System.Net;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>What a kubeconfig connects to, and how it is read again.</summary>
public sealed class KubeconfigAccessTests : IAsyncDisposable
{
    private const string Exec = "apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: IfAvailable";
    private static readonly ApiRequest Nodes = new("list", Message.Verbatim("nodes"), "api/v1/nodes?limit=1");
    private static readonly TimeSpan Reread = TimeSpan.FromSeconds(11);

    private readonly KubeconfigFolder _files = new();
    private readonly ObservedClock _clock = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly FakeApiServer _server;
    private readonly ApiConnector _connector;
    private readonly ApiRoute _route;

    public KubeconfigAccessTests()
    {
        _server = new FakeApiServer(_files.Authority.Issue("kube-apiserver", ["127.0.0.1", "kubernetes.test"]), _ =>
            200
        );
        _connector = new ApiConnector(
            new KubernetesOptions { KubeConfig = _files.File },
            _clock,
            ApiConnector.PluginLimit,
            _environment.GetValueOrDefault
        );
        _route = new ApiRoute(_connector);
    }

    private string Server => $"server: 'https://127.0.0.1:{_server.Port}', {Authority}";

    private string Authority => $"certificate-authority-data: {KubeconfigFolder.Base64(_files.AuthorityPem)}";

    private ReceivedRequest Last => _server.Requests.Last();

    public async ValueTask DisposeAsync()
    {
        _route.Dispose();
        await _connector.DisposeAsync();
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task PluginThatWaits_DelaysNoReader_IsOneProcess_AndIsEnded()
    {
        var sleep = ChildProcesses.LongSleep();
        _files.Write(Server, $"exec: {{ command: sleep, args: [ '{sleep}' ], {Exec} }}");

        // The clock stands still, so a reader that waited for the plugin would never return.
        var readers = Enumerable
            .Range(0, 20)
            .Select(_ => Task.Run(async () => (_connector.Current, await FailsAsync())));
        var results = await Task.WhenAll(readers);
        await Eventually.TrueAsync(() => _clock.Waits.Contains(ApiConnector.PluginLimit), "the plugin has started");

        Assert.All(results, result => Assert.Single(result.Current.Roots));
        Assert.All(results, result => Assert.False(result.Current.HasCredentials));
        Assert.All(results, result =>
            Assert.Contains("has not given a token yet (command sleep)", result.Item2, StringComparison.Ordinal)
        );
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 1, "one process waits");
        _clock.Advance(ApiConnector.PluginLimit);
        await _connector.ReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, ChildProcesses.With(sleep));
        Assert.Equal(
            "The exec plugin of the kubeconfig gave no token within 10 s (command sleep).",
            await FailsAsync()
        );
        Assert.Single(_connector.Current.Roots);

        _clock.Advance(TimeSpan.FromSeconds(29));
        await FailsAsync();
        Assert.Single(_clock.Waits, wait => wait == ApiConnector.PluginLimit);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await FailsAsync();
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 1, "the plugin runs again");
        await _connector.DisposeAsync();
        Assert.Equal(0, ChildProcesses.With(sleep));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task RefusedToken_StartsThePluginOnce()
    {
        var plugin = _files.Script(
            "bin/plugin",
            """
            cd "$(dirname "$0")"
            echo x >>runs
            token="token$(grep -c x runs)"
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$token\"}}"
            """
        );
        _files.Write(Server, $"exec: {{ command: ./bin/plugin, {Exec} }}");
        _server.Answer = request => request.Authorization == "Bearer token2" ? 200 : 401;
        await _route.ReadyAsync(TestContext.Current.CancellationToken);

        var refused = await FailsAsync();
        await Eventually.TrueAsync(
            () => File.ReadAllLines(Path.Combine(_files.Folder, "bin/runs")).Length == 2,
            "a second run"
        );
        await Eventually.TrueAsync(() => HeaderNow() == "Bearer token2", "the second token");
        await AskAsync();

        Assert.Contains("does not accept this account (401 on list nodes)", refused, StringComparison.Ordinal);
        Assert.Equal("Bearer token2", Last.Authorization);
        Assert.Equal(plugin, Path.Combine(_files.Folder, "bin/plugin"));
    }

    [Fact]
    public async Task ClientCertificateOfAPlugin_IsUsed()
    {
        var (certificate, key) = _files.Client("of-plugin");
        var status = new System.Text.Json.Nodes.JsonObject
        {
            ["clientCertificateData"] = certificate,
            ["clientKeyData"] = key,
        };
        _files.Replace(
            "out",
            $$"""{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{{status.ToJsonString()}}}"""
        );
        _files.Write(Server, $"exec: {{ command: cat, args: [ {_files.Folder}/out ], {Exec} }}");
        await _route.ReadyAsync(TestContext.Current.CancellationToken);

        await AskAsync();

        Assert.Equal("CN=of-plugin", Last.Client);
    }

    [Fact]
    public async Task OtherPlugin_ReplacesTheOneThatWaits()
    {
        var sleep = ChildProcesses.LongSleep();
        _files.Write(Server, $"exec: {{ command: sleep, args: [ '{sleep}' ], {Exec} }}");
        await FailsAsync();
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 1, "the plugin waits");

        _files.Write(Server, "token: abc");
        await RereadAsync();
        await AskAsync();

        Assert.Equal("Bearer abc", Last.Authorization);
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 0, "the old plugin is ended");
    }

    [Theory]
    [InlineData("127.0.0.1", null, null)]
    [InlineData("127.0.0.1", "kubernetes.test", "kubernetes.test")]
    [InlineData("localhost", "kubernetes.test", "kubernetes.test")]
    public async Task TlsServerName_IsVerifiedInsteadOfTheAddress(string host, string? name, string? sni)
    {
        _files.Write($"server: 'https://{host}:{_server.Port}', tls-server-name: {name}, {Authority}");

        await AskAsync();

        Assert.Equal(sni ?? "", Last.Sni);
    }

    [Theory]
    [InlineData("127.0.0.1", "other.test")]
    [InlineData("localhost", "")]
    public async Task OtherName_IsRefused(string host, string name)
    {
        _files.Write($"server: 'https://{host}:{_server.Port}', tls-server-name: '{name}', {Authority}", "token: abc");

        Assert.Contains("the server's certificate was refused", await FailsAsync(), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Ipv6Server_IsVerified()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This host has no IPv6.");
        await using var server = new FakeApiServer(
            _files.Authority.Issue("kube-apiserver", ["::1"]),
            _ => 200,
            IPAddress.IPv6Loopback
        );
        _files.Write($"server: 'https://[::1]:{server.Port}', {Authority}");

        await AskAsync();

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task PathOfTheServer_IsKept()
    {
        _files.Write($"server: 'https://127.0.0.1:{_server.Port}/k8s/clusters/c-1', {Authority}", "token: abc");

        await AskAsync();

        Assert.Equal("/k8s/clusters/c-1/api/v1/nodes?limit=1", Last.Path);
    }

    [Theory]
    [InlineData("http", "")]
    [InlineData("http", "me:s3cret")]
    [InlineData("socks5", "")]
    public async Task Proxy_IsUsed_AndNamedWithoutItsPassword(string scheme, string account)
    {
        await using var proxy = new FakeProxy(_server.Port, account.Length == 0 ? null : account);
        var at = account.Length == 0 ? "" : $"{account}@";
        _files.Write(
            $"server: 'https://10.255.0.1:6443', tls-server-name: kubernetes.test, {Authority}, "
                + $"proxy-url: '{scheme}://{at}127.0.0.1:{proxy.Port}'",
            "token: abc"
        );

        await AskAsync();

        Assert.Equal(["10.255.0.1:6443"], proxy.Asked);
        Assert.Equal(
            $"https://10.255.0.1:6443 through the proxy {scheme}://127.0.0.1:{proxy.Port}",
            _route.Current.Endpoint
        );
        Assert.Equal("kubernetes.test", Last.Sni);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task ProxyThatRefuses_IsTheCause(string scheme)
    {
        await using var proxy = new FakeProxy(_server.Port, refuses: true);
        _files.Write($"server: 'https://10.255.0.1:6443', {Authority}, proxy-url: '{scheme}://127.0.0.1:{proxy.Port}'");

        var failure = await FailsAsync();

        Assert.Contains("the proxy made no connection to the server", failure, StringComparison.Ordinal);
        Assert.Contains($"through the proxy {scheme}://127.0.0.1:{proxy.Port}", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyOfTheEnvironment_IsUsed_AndNamed()
    {
        await using var proxy = new FakeProxy(_server.Port);
        _environment["HTTPS_PROXY"] = $"127.0.0.1:{proxy.Port}";
        _files.Write($"server: 'https://10.255.0.1:6443', tls-server-name: kubernetes.test, {Authority}");

        await AskAsync();

        Assert.Equal(["10.255.0.1:6443"], proxy.Asked);
        Assert.EndsWith(
            $"through the proxy http://127.0.0.1:{proxy.Port} (HTTPS_PROXY)",
            _route.Current.Endpoint,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RenewedToken_IsUsedWithoutANewConnection()
    {
        _files.Replace("token", "one");
        _files.Write(Server, "tokenFile: token");
        await AskAsync();
        var connection = _route.Current;

        _files.Replace("token", "two");
        await RereadAsync();
        await AskAsync();

        Assert.Equal("Bearer two", Last.Authorization);
        Assert.Same(connection, _route.Current);
    }

    [Fact]
    public async Task RenewedCertificate_IsUsedByANewConnection()
    {
        WriteClient("one");
        await AskAsync();
        var connection = _route.Current;

        WriteClient("two");
        await RereadAsync();
        await AskAsync();

        Assert.Equal(["CN=one", "CN=two"], _server.Requests.Select(request => request.Client));
        Assert.True(connection.Abandoned.IsCancellationRequested); // its watches end, and start again with the new certificate
    }

    [Fact]
    public async Task FileThatBecomesUnusable_IsTheFailure_AndTheKnownCaStillVerifies()
    {
        _files.Write(Server, "token: abc");
        await AskAsync();

        _files.Write(Server, "token: abc, auth-provider: { name: gcp }");
        await RereadAsync();

        Assert.Equal(
            $"The kubeconfig {_files.File} can't be used: users[me].user.auth-provider: it is not supported. "
                + "Use exec, a token or a client certificate instead.",
            await FailsAsync()
        );
        Assert.Single(_connector.Current.Roots);
        Assert.False(_connector.Current.HasCredentials);
        _files.Write(Server, "token: abc");
        await RereadAsync();
        await AskAsync();
    }

    [Fact]
    public async Task FileThatAppearsLater_IsUsed()
    {
        Assert.Equal(
            $"The kubeconfig {_files.File} can't be used: it does not exist. "
                + "Name a file that this account can read; a relative path starts at the folder of the kubeconfig.",
            await FailsAsync()
        );

        _files.Write(Server, "token: abc");
        await RereadAsync();
        await AskAsync();

        Assert.Equal("Bearer abc", Last.Authorization);
    }

    private void WriteClient(string name)
    {
        var (certificate, key) = _files.Client(name);
        _files.Write(
            Server,
            $"client-certificate-data: {KubeconfigFolder.Base64(certificate)}, client-key-data: {KubeconfigFolder.Base64(key)}"
        );
    }

    private string? HeaderNow()
    {
        using var request = new HttpRequestMessage();
        _connector.Current.Credential.Sign(request);
        return request.Headers.Authorization?.ToString();
    }

    private async Task RereadAsync()
    {
        _clock.Advance(Reread);
        _ = _connector.Current;
        await _connector.Access!.Reading;
    }

    private async Task AskAsync()
    {
        using var deadline = new Deadline(
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        await _route.Current.GetAsync(Nodes, deadline);
    }

    private async Task<string> FailsAsync() => (await Assert.ThrowsAsync<SourceFailureException>(AskAsync)).Message;
}
