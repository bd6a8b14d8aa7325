using HaDashboard.Lab.Tests.Fixtures;

namespace HaDashboard.Lab.Tests.VirtualAddresses;

/// <summary>
/// A master in a network namespace: a real sshd, a real HAProxy for the apiservers of all masters, and stand-ins for the components. The
/// stand-ins are a second HAProxy that answers the health and metrics paths on kubeadm's ports, always healthy. The dashboard does not
/// watch that HAProxy.
/// </summary>
internal sealed class MasterHost : IAsyncDisposable
{
    /// <summary>The port at which clients use the virtual address.</summary>
    public const int Port = 8443;

    private readonly NetworkNamespace _host;
    private readonly string _folder = TestProcess.NewFolder("master");
    private SshdProcess? _sshd;
    private HaProxyProcess? _haProxy;
    private HaProxyProcess? _standIns;

    private MasterHost(int number, NetworkNamespace host) => (Number, _host) = (number, host);

    /// <summary>1 to 3.</summary>
    public int Number { get; }

    public string Name => NameOf(Number);

    public static string NameOf(int number) => $"master{number}";

    public static async Task<MasterHost> StartAsync(NamespaceNetwork network, int number, TestAuthority authority)
    {
        var master = new MasterHost(number, network.Hosts[number - 1]);
        try
        {
            await master.StartAsync(network, authority);
            return master;
        }
        catch
        {
            await master.DisposeAsync();
            throw;
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Settings(int index)
    {
        var node = $"HaDashboard:Nodes:{index}";
        return new Dictionary<string, string>
        {
            [$"{node}:Name"] = Name,
            [$"{node}:Role"] = "Master",
            [$"{node}:Address"] = _host.Address,
            [$"{node}:Ssh:User"] = SshdProcess.User,
            [$"{node}:Ssh:Port"] = $"{_sshd!.Port}",
            [$"{node}:Ssh:PrivateKeyFile"] = _sshd.UserKey,
            [$"{node}:Ssh:KnownHostsFile"] = _sshd.KnownHosts,
            [$"{node}:HaProxy:Socket"] = _haProxy!.AdminSocket,
            [$"{node}:HaProxy:ConfigFile"] = _haProxy.ConfigFile,
        };
    }

    /// <summary>Stops the HAProxy for the apiservers. The stand-ins continue to run.</summary>
    public Task StopHaProxyAsync() => _haProxy!.StopAsync();

    public Task StartHaProxyAsync() => _haProxy!.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _haProxy, _standIns, _sshd }.OfType<IAsyncDisposable>())
        {
            await part.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(NamespaceNetwork network, TestAuthority authority)
    {
        await WriteFilesAsync(network.FreeAddress, authority);
        _sshd = await SshdProcess.StartAsync(new SshdSettings { Address = _host.Address, Namespace = _host.Name });
        _standIns = await HaProxyProcess.StartInAsync(_host, StandIns);
        _haProxy = await HaProxyProcess.StartInAsync(_host, own => LoadBalancer(own, network));
    }

    private async Task WriteFilesAsync(string virtualAddress, TestAuthority authority)
    {
        var (certificate, key) = authority.Server(virtualAddress, _host.Address, Name, "kubernetes");
        await File.WriteAllTextAsync(In("server.pem"), $"{certificate}\n{key}\n");
        await File.WriteAllTextAsync(In("api-metrics"), "apiserver_request_total{code=\"200\"} 1\n");
        await File.WriteAllTextAsync(
            In("etcd-metrics"),
            $$"""
            etcd_server_has_leader 1
            etcd_server_is_leader {{Convert.ToInt32(Number == 1)}}
            etcd_server_id{server_id="a{{Number}}"} 1
            etcd_server_version{server_version="3.5.12"} 1

            """
        );
    }

    private static string LoadBalancer(HaProxyProcess own, NamespaceNetwork network) =>
        $"""
            global
                stats socket {own.AdminSocket} mode 660 level admin

            defaults
                mode tcp
                timeout connect 5s
                timeout client 50s
                timeout server 50s

            frontend api-front
                bind *:{Port}
                default_backend api-backend

            backend api-backend
                option httpchk GET /readyz
                http-check expect status 200
                balance roundrobin
                default-server inter 1s fall 2 rise 2 check check-ssl verify none
            {string.Join('\n', network.Hosts.Select((host, i) => $"    server {NameOf(i + 1)} {host.Address}:6443"))}

            """;

    private string StandIns(HaProxyProcess own) =>
        $$"""
            global
                stats socket {{own.AdminSocket}} mode 660 level admin

            defaults
                mode http
                timeout client 50s
                timeout http-request 50s

            frontend apiserver
                bind *:6443 ssl crt {{In("server.pem")}} alpn http/1.1
                http-request return status 200 content-type text/plain file {{In("api-metrics")}} if { path /metrics }
                http-request return status 200 content-type application/json string '{"gitVersion":"v1.30.4"}' {{Date}} if { path /version }
                http-request return status 200 content-type text/plain string ok

            frontend controllers
                bind 127.0.0.1:10257 ssl crt {{In("server.pem")}}
                bind 127.0.0.1:10259 ssl crt {{In("server.pem")}}
                http-request return status 200 content-type text/plain string ok

            frontend etcd
                bind 127.0.0.1:2381
                http-request return status 200 content-type text/plain file {{In("etcd-metrics")}} if { path /metrics }
                http-request return status 200 content-type application/json string '{"health":"true"}'

            """;

    private static string Date => "hdr Date %[date,http_date]";

    private string In(string file) => Path.Combine(_folder, file);
}
