using System.Collections.Immutable;
using System.Net.Sockets;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.VirtualAddresses;

/// <summary>Three hosts with keepalived and one virtual address. The first host has the highest priority.</summary>
internal sealed class VirtualAddress : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<KeepalivedProcess> _keepalived = [];

    private VirtualAddress(NamespaceNetwork network) => Network = network;

    public NamespaceNetwork Network { get; }

    public ImmutableArray<KeepalivedProcess> Keepalived => [.. _keepalived];

    public static async Task<VirtualAddress> StartAsync()
    {
        Assert.SkipWhen(KeepalivedProcess.Missing is not null, KeepalivedProcess.Missing ?? "");
        var hosts = new VirtualAddress(await NamespaceNetwork.StartAsync(3));
        try
        {
            foreach (var (host, i) in hosts.Network.Hosts.Select((host, i) => (host, i)))
            {
                var peers = hosts.Network.Hosts.Where(peer => peer != host);
                hosts._keepalived.Add(
                    await KeepalivedProcess.StartAsync(host, peers, hosts.Network.FreeAddress, priority: 150 - i)
                );
            }

            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until exactly these hosts hold the address.</summary>
    public async Task HeldByAsync(params int[] hosts)
    {
        string[] expected = [.. hosts.Select(i => Network.Hosts[i].Name)];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Limit);
        while (true)
        {
            var holders = (await Network.HoldersAsync(Network.FreeAddress)).Select(host => host.Name).ToArray();
            if (holders.SequenceEqual(expected, StringComparer.Ordinal))
            {
                return;
            }

            Assert.False(deadline.IsCancellationRequested, $"held by {string.Join(", ", holders)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The first line that a server sends, as soon as one listens at the address.</summary>
    public static async Task<string> GreetingAsync(string address, int port, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address, port, ct);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync(ct) is { } line)
                {
                    return line;
                }
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // No host has the address yet, or HAProxy has not yet checked its server.
            }

            await Task.Delay(50, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var keepalived in _keepalived)
        {
            await keepalived.DisposeAsync();
        }

        await Network.DisposeAsync();
    }
}
