using System.Net.Sockets;
using System.Text;
using HaDashboard.Simulation.HaProxy;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

/// <summary>One simulated HAProxy in its own directory, with clients of its socket.</summary>
internal sealed class ProxyBench : IAsyncDisposable
{
    public const string Configuration = """
        global
            stats socket /run/haproxy/admin.sock mode 660 level admin
        defaults
            mode tcp
        frontend api-front
            bind 127.0.0.1:5443
            use_backend api-backend
        backend api-backend
            option tcp-check
            balance roundrobin
            server master1 10.0.42.1:6443 check
            server master2 10.0.42.2:6443 check
            server master3 10.0.42.3:6443 check

        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("had");

    public ProxyBench(HaProxyRelease? release = null, double traffic = 0, string configuration = Configuration)
    {
        File.WriteAllText(ConfigFile, configuration);
        Proxy = new SimulatedHaProxy(
            new SimulatedHaProxyOptions
            {
                Node = "lb1",
                SocketPath = Path.Combine(_directory.FullName, "a.sock"),
                ConfigFile = ConfigFile,
                Release = release ?? HaProxyRelease.Debian26,
                SessionsPerSecond = traffic,
                FirstPid = 16,
            },
            Network,
            Time
        );
        Proxy.Start();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1795369277));

    public SimulatedNetwork Network { get; } = new();

    public SimulatedHaProxy Proxy { get; }

    public string ConfigFile => Path.Combine(_directory.FullName, "haproxy.cfg");

    public Task<Client> ConnectAsync() => Client.ConnectAsync(Proxy.Options.SocketPath);

    /// <summary>Opens a connection, sends one line and returns the reply until EOF.</summary>
    public async Task<string> AskAsync(string line)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(line + "\n");
        return await client.ReadToEndAsync();
    }

    /// <summary>The cells of one server by column name.</summary>
    public async Task<Dictionary<string, string>> ServerAsync(string server) =>
        Row(await AskAsync("show stat"), server);

    public static Dictionary<string, string> Row(string csv, string svname)
    {
        var lines = csv.Split('\n');
        var header = lines[0][2..].Split(',');
        var cells = lines.Single(line => line.Split(',').ElementAtOrDefault(1) == svname).Split(',');
        return header
            .Zip(cells)
            .Where(pair => pair.First.Length > 0)
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    internal sealed class Client(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[65536];

        public static async Task<Client> ConnectAsync(string path)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
            return new Client(socket);
        }

        public async Task SendAsync(string text) =>
            await socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

        /// <summary>Sends a line in prompt mode and reads until the prompt.</summary>
        public async Task<string> AskAsync(string line)
        {
            await SendAsync(line + "\n");
            return await ReadUntilAsync("\n> ");
        }

        public async Task<string> ReadUntilAsync(string end)
        {
            var text = new StringBuilder();
            while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(_buffer, TestContext.Current.CancellationToken);
                Assert.True(read > 0, $"closed after: {text}");
                text.Append(Encoding.Latin1.GetString(_buffer, 0, read));
            }

            return text.ToString();
        }

        public async Task<string> ReadToEndAsync()
        {
            var text = new StringBuilder();
            while (await socket.ReceiveAsync(_buffer, TestContext.Current.CancellationToken) is var read and > 0)
            {
                text.Append(Encoding.Latin1.GetString(_buffer, 0, read));
            }

            return text.ToString();
        }

        public Task<int> ReceiveAsync() => socket.ReceiveAsync(_buffer, TestContext.Current.CancellationToken).AsTask();

        public void Dispose() => socket.Dispose();
    }
}
