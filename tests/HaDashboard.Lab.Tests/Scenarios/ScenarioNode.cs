using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Lab.Tests.Fixtures;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>One node: a real sshd on its own loopback address, and a real HAProxy for the three apiservers.</summary>
internal sealed class ScenarioNode : IAsyncDisposable
{
    private readonly Dictionary<int, int> _ports;

    private ScenarioNode(
        string name,
        bool isMaster,
        string address,
        SshdProcess sshd,
        HaProxyProcess haProxy,
        Dictionary<int, int> ports
    )
    {
        (Name, IsMaster, Address, Sshd, HaProxy, _ports) = (name, isMaster, address, sshd, haProxy, ports);
        _ports[5443] = haProxy.FrontPort;
    }

    public string Name { get; }

    public bool IsMaster { get; }

    public string Address { get; }

    public SshdProcess Sshd { get; }

    public HaProxyProcess HaProxy { get; }

    /// <summary>Maps kubeadm's ports of this node to the ports of its processes, because all nodes share the machine's 127.0.0.1.</summary>
    public NodeOptions Options =>
        new(NodeName.Parse(Name), NodeTransport.Ssh, Address, Sshd.Options, TimeSpan.FromSeconds(5))
        {
            Ports = target => target.IsOn(Address) && _ports.TryGetValue(target.Port, out var real) ? real : null,
        };

    /// <summary>Starts the node.</summary>
    /// <param name="ports">The real loopback ports, by kubeadm's port number.</param>
    public static async Task<ScenarioNode> StartAsync(
        string name,
        bool isMaster,
        string address,
        int[] apiServers,
        Dictionary<int, int> ports
    )
    {
        var sshd = await SshdProcess.StartAsync(new SshdSettings { Address = address });
        try
        {
            return new ScenarioNode(name, isMaster, address, sshd, await HaProxyProcess.StartAsync(apiServers), ports);
        }
        catch
        {
            await sshd.DisposeAsync();
            throw;
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Settings(int index) =>
        new Dictionary<string, string>
        {
            [$"HaDashboard:Nodes:{index}:Name"] = Name,
            [$"HaDashboard:Nodes:{index}:Role"] = IsMaster ? "Master" : "Worker",
            [$"HaDashboard:Nodes:{index}:Address"] = Address,
            [$"HaDashboard:Nodes:{index}:Ssh:User"] = Sshd.Options.User,
            [$"HaDashboard:Nodes:{index}:Ssh:Port"] = $"{Sshd.Port}",
            [$"HaDashboard:Nodes:{index}:Ssh:PrivateKeyFile"] = Sshd.UserKey,
            [$"HaDashboard:Nodes:{index}:Ssh:KnownHostsFile"] = Sshd.KnownHosts,
            [$"HaDashboard:Nodes:{index}:HaProxy:Socket"] = HaProxy.AdminSocket,
            [$"HaDashboard:Nodes:{index}:HaProxy:ReadConfigCommand"] = $"cat {HaProxy.ConfigFile}",
            [$"HaDashboard:Nodes:{index}:HaProxy:CheckCommand"] = HaProxy.CheckCommand,
            [$"HaDashboard:Nodes:{index}:HaProxy:ReloadCommand"] = HaProxy.ReloadCommand,
        };

    /// <summary>Runs a command on the node's admin socket without HaDashboard, as a person on the node would do.</summary>
    public Task ByHandAsync(string line) =>
        TestProcess.RunAsync("/bin/sh", "-c", $"echo '{line}' | /usr/bin/socat - UNIX-CONNECT:{HaProxy.AdminSocket}");

    public async ValueTask DisposeAsync()
    {
        await HaProxy.DisposeAsync();
        await Sshd.DisposeAsync();
    }
}
