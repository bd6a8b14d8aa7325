using System.Collections.Immutable;
using System.Globalization;
using System.Net.NetworkInformation;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>
/// Hosts on one switch: a network namespace for each, and one with a bridge. The test process is connected to the switch as well, so that
/// it reaches every host by its address. The names are unique, so that several test runs have a network each.
/// </summary>
internal sealed class NamespaceNetwork : IAsyncDisposable
{
    private const string Bridge = "/usr/sbin/bridge";

    private static readonly Lazy<Task<string?>> Trial = new(TryAsync);

    private readonly string _tag;

    private NamespaceNetwork(string tag, int hosts)
    {
        _tag = tag;
        var subnet = UnusedSubnet();
        Hosts = [.. Enumerable.Range(1, hosts).Select(i => new NetworkNamespace($"{tag}-host{i}", Address(subnet, i)))];
        OwnAddress = Address(subnet, 254);
        FreeAddress = Address(subnet, 100);
    }

    public ImmutableArray<NetworkNamespace> Hosts { get; }

    /// <summary>The address of the test process in this network.</summary>
    public string OwnAddress { get; }

    /// <summary>An address of this network that no host has: a virtual address may be this one.</summary>
    public string FreeAddress { get; }

    private string Switch => $"{_tag}-switch";

    private string OwnInterface => _tag;

    /// <summary>Creates the hosts, each connected to all others and to the test process.</summary>
    public static async Task<NamespaceNetwork> StartAsync(int hosts)
    {
        var missing = TestProcess.Missing(NetworkNamespace.Ip, Bridge) ?? await Trial.Value;
        Assert.SkipWhen(missing is not null, missing ?? "");
        var network = new NamespaceNetwork(NewTag(), hosts);
        try
        {
            await network.CreateAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// These hosts no longer reach each other, without an error: the switch drops their packets. They reach every other host and the test
    /// process, and are reached from there.
    /// </summary>
    public Task SeparateAsync(params NetworkNamespace[] hosts) => IsolateAsync(hosts, "on");

    /// <summary>All hosts reach each other again.</summary>
    public Task ConnectAsync() => IsolateAsync([.. Hosts], "off");

    /// <summary>The hosts that have an address.</summary>
    public async Task<IReadOnlyList<NetworkNamespace>> HoldersAsync(string address)
    {
        var holders = new List<NetworkNamespace>();
        foreach (var host in Hosts)
        {
            if ((await host.AddressesAsync()).Contains(address, StringComparer.Ordinal))
            {
                holders.Add(host);
            }
        }

        return holders;
    }

    // What runs in a namespace keeps it alive after its name is removed, so its processes end first.
    public async ValueTask DisposeAsync()
    {
        var existing = (await IpAsync("netns", "list")).Split('\n').Select(line => line.Split(' ')[0]).ToHashSet();
        foreach (var name in Hosts.Select(host => host.Name).Append(Switch).Where(existing.Contains))
        {
            foreach (
                var pid in (await IpAsync("netns", "pids", name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                TestProcess.Signal(int.Parse(pid, CultureInfo.InvariantCulture), TestProcess.Kill);
            }

            await IpAsync("netns", "del", name);
        }

        // The kernel removes a pair some time after its namespace.
        if (Directory.Exists($"/sys/class/net/{OwnInterface}"))
        {
            await TestProcess.RunAsync(
                "/bin/sh",
                "-c",
                $"{NetworkNamespace.Ip} link del {OwnInterface} 2>/dev/null || true"
            );
        }
    }

    private async Task CreateAsync()
    {
        await IpAsync("netns", "add", Switch);
        await IpAsync("-n", Switch, "link", "add", "bridge", "type", "bridge");
        await IpAsync("-n", Switch, "link", "set", "bridge", "up");
        await IpAsync("link", "add", OwnInterface, "type", "veth", "peer", "name", "tests", "netns", Switch);
        await IpAsync("addr", "add", $"{OwnAddress}/24", "dev", OwnInterface);
        await IpAsync("link", "set", OwnInterface, "up");
        await IpAsync("-n", Switch, "link", "set", "tests", "master", "bridge", "up");
        foreach (var host in Hosts)
        {
            await AddHostAsync(host);
        }
    }

    private async Task AddHostAsync(NetworkNamespace host)
    {
        var port = PortOf(host);
        string[] pair = ["type", "veth", "peer", "name", port, "netns", Switch];
        await IpAsync("netns", "add", host.Name);
        await IpAsync("-n", host.Name, "link", "set", "lo", "up");
        await IpAsync(["-n", host.Name, "link", "add", NetworkNamespace.Interface, .. pair]);
        await IpAsync("-n", Switch, "link", "set", port, "master", "bridge", "up");
        await IpAsync("-n", host.Name, "addr", "add", $"{host.Address}/24", "dev", NetworkNamespace.Interface);
        await IpAsync("-n", host.Name, "link", "set", NetworkNamespace.Interface, "up");
        // So that a load balancer can bind a virtual address before the host has it.
        await host.RunAsync("/bin/sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind");
    }

    private async Task IsolateAsync(NetworkNamespace[] hosts, string isolated)
    {
        foreach (var host in hosts)
        {
            string[] command = [Bridge, "link", "set", "dev", PortOf(host), "isolated", isolated];
            await IpAsync(["netns", "exec", Switch, .. command]);
        }
    }

    private string PortOf(NetworkNamespace host) =>
        string.Create(CultureInfo.InvariantCulture, $"port{Hosts.IndexOf(host) + 1}");

    private static Task<string> IpAsync(params string[] arguments) =>
        TestProcess.RunAsync(NetworkNamespace.Ip, arguments);

    // A network interface has at most 15 characters.
    private static string NewTag() => $"hdt{Guid.NewGuid().ToString("N")[..8]}";

    private static int UnusedSubnet()
    {
        var used = NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Select(own => own.Address.ToString())
            .ToArray();
        var free = Enumerable.Range(0, 256).Where(subnet => !used.Contains(Address(subnet, 254), StringComparer.Ordinal));
        return free.ElementAt(Random.Shared.Next(free.Count()));
    }

    // A network for tests of network devices, which is not routed anywhere.
    private static string Address(int subnet, int host) =>
        string.Create(CultureInfo.InvariantCulture, $"198.18.{subnet}.{host}");

    private static async Task<string?> TryAsync()
    {
        var name = NewTag();
        try
        {
            await IpAsync("netns", "add", name);
            await IpAsync("-n", name, "link", "add", "bridge", "type", "bridge");
            await IpAsync("netns", "del", name);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"network namespaces cannot be made on this machine: {e.Message}";
        }
    }
}
