using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using HaDashboard.Adapters.Discovery;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Discovery;

/// <summary>The set-up over a real sshd, with a real HAProxy. Other tests run HAProxys on the same machine at the same time.</summary>
public sealed class SetUpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AMachine_ShowsItsHaProxyWithFilesAndSockets()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();
        var reader = new MachineReader(connection, _ => true, TimeSpan.FromSeconds(30), TimeProvider.System);

        var machine = await reader.ReadAsync(Machine(), Ct);

        Assert.Null(machine.Failure);
        Assert.Equal(HaProxyPresence.Running, machine.Presence);
        var found = Assert.Single(machine.HaProxies, one => one.Files.Contains(node.HaProxy.ConfigFile));
        Assert.Equal((node.HaProxy.AdminSocket, node.HaProxy.MasterSocket), (found.Socket, found.MasterSocket));
        Assert.Contains(found.Reading!.Proxies, proxy => proxy.Name.Value is "api-backend");
        Assert.Contains("backend api-backend", found.Configuration!.Lines);
    }

    [Fact]
    public async Task APathThatMayNotBeUsed_IsLeftOut()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();
        var reader = new MachineReader(
            connection,
            path => !path.StartsWith(node.HaProxy.Folder, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30),
            TimeProvider.System
        );

        var machine = await reader.ReadAsync(Machine(), Ct);

        Assert.DoesNotContain(machine.HaProxies, one =>
            one.Files.Contains(node.HaProxy.ConfigFile)
            || one.Socket == node.HaProxy.AdminSocket
            || one.MasterSocket == node.HaProxy.MasterSocket
        );
    }

    [Fact]
    public async Task AKeyThatRefusesTheCommands_LeavesTheDefaults()
    {
        await using var node = await LabNode.StartAsync(
            new SshdSettings { Configuration = ["ForceCommand echo refused; exit 126"] }
        );
        await using var connection = node.Connect();
        var reader = new MachineReader(connection, _ => true, TimeSpan.FromSeconds(30), TimeProvider.System);

        var machine = await reader.ReadAsync(Machine(), Ct);

        Assert.Equal(HaProxyPresence.Unknown, machine.Presence);
        Assert.Null(machine.MayReload);
    }

    [Fact]
    public async Task Init_WritesAConfiguration_ThatTheProgramAccepts()
    {
        await using var node = await LabNode.StartAsync();
        using var api = new OneNodeApi(PortOfTheFirstServer(node.HaProxy.Configuration()));
        var kubeconfig = Path.Combine(node.Sshd.Folder, "kubeconfig");
        var output = Path.Combine(node.Sshd.Folder, "appsettings.json");
        await File.WriteAllTextAsync(kubeconfig, api.Kubeconfig, Ct);

        var exit = await Task.Run(() =>
            typeof(Program).Assembly.EntryPoint!.Invoke(
                null,
                [
                    (string[])
                        [
                            "init",
                            $"--kubeconfig={kubeconfig}",
                            $"--ssh-user={SshdProcess.User}",
                            $"--ssh-port={node.Sshd.Port.ToString(CultureInfo.InvariantCulture)}",
                            $"--ssh-key={node.Sshd.UserKey}",
                            $"--known-hosts={node.Sshd.KnownHosts}",
                            $"--output={output}",
                        ],
                ]
            )
        );

        // 1: the configuration is valid, and --check reports the components that this machine does not run.
        Assert.Equal(1, exit);
        var text = await File.ReadAllTextAsync(output, Ct);
        using var json = JsonDocument.Parse(
            text,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
        );
        var section = json.RootElement.GetProperty("HaDashboard");
        Assert.Equal("lab", section.GetProperty("ClusterName").GetString());
        Assert.Equal("node1", section.GetProperty("Nodes")[0].GetProperty("Name").GetString());
        var haProxy = section.GetProperty("HaProxy");
        Assert.Equal(
            (node.HaProxy.AdminSocket, node.HaProxy.MasterSocket, node.HaProxy.ConfigFile),
            (
                haProxy.GetProperty("Socket").GetString(),
                haProxy.GetProperty("MasterSocket").GetString(),
                haProxy.GetProperty("ConfigFile").GetString()
            )
        );
        Assert.Contains("// found: API backend api-backend, which lists node1.", text, StringComparison.Ordinal);
    }

    private static DiscoveredMachine Machine() => new(NodeName.Parse("node"), NodeRole.Master, "127.0.0.1");

    private static string PortOfTheFirstServer(string configuration) =>
        configuration.Split("server master1 127.0.0.1:")[1].Split(' ')[0];

    /// <summary>Answers as the API of a cluster with one master, whose apiserver listens on the given port.</summary>
    private sealed class OneNodeApi : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _apiServerPort;
        private readonly int _port = TestProcess.FreePort();

        public OneNodeApi(string apiServerPort)
        {
            _apiServerPort = apiServerPort;
            _listener.Prefixes.Add($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/");
            _listener.Start();
            _listener.BeginGetContext(Answer, null);
        }

        public string Kubeconfig =>
            $$"""
                apiVersion: v1
                kind: Config
                current-context: lab
                contexts: [ { name: lab, context: { cluster: lab } } ]
                clusters: [ { name: lab, cluster: { server: "http://127.0.0.1:{{_port}}" } } ]
                """;

        public void Dispose() => _listener.Close();

        private void Answer(IAsyncResult result)
        {
            try
            {
                var context = _listener.EndGetContext(result);
                _listener.BeginGetContext(Answer, null);
                var (status, body) = BodyOf(context.Request.Url!.AbsolutePath);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
            }
            catch (Exception e)
                when (e is ObjectDisposedException or HttpListenerException or InvalidOperationException)
            {
                // The test has ended, or the client has closed its connection.
            }
        }

        private (int Status, string Body) BodyOf(string path) =>
            path switch
            {
                "/api/v1/nodes" => (
                    200,
                    """
                    { "kind": "NodeList", "apiVersion": "v1", "metadata": { "resourceVersion": "1" }, "items": [ { "metadata": {
                      "name": "node1", "labels": { "node-role.kubernetes.io/control-plane": "" } },
                      "status": { "addresses": [ { "type": "InternalIP", "address": "127.0.0.1" } ] } } ] }
                    """
                ),
                "/api/v1/namespaces/kube-system/pods" => (
                    200,
                    $$"""
                    { "kind": "PodList", "apiVersion": "v1", "metadata": { "resourceVersion": "1" }, "items": [ { "metadata": {
                      "name": "kube-apiserver-node1", "namespace": "kube-system", "labels": { "component": "kube-apiserver" } },
                      "spec": { "nodeName": "node1", "containers": [ { "name": "kube-apiserver",
                        "command": [ "kube-apiserver", "--secure-port={{_apiServerPort}}" ] } ] },
                      "status": { "phase": "Running" } } ] }
                    """
                ),
                _ => (
                    404,
                    """{ "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404 }"""
                ),
            };
    }
}
