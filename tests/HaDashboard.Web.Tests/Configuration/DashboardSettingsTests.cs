using System.Text;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Starting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

public sealed class DashboardSettingsTests : IDisposable
{
    private readonly SettingsFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("Polling:Intervall", "00:00:01", "HaDashboard:Polling:Intervall: unknown key. Did you mean Interval?")]
    [InlineData(
        "Colour",
        "red",
        "HaDashboard:Colour: unknown key. Known keys: ClusterName, Polling, Ssh, HaProxy, Doctor, Nodes, "
            + "Kubernetes, ControlPlane, Access, History, Alerts, Audit."
    )]
    [InlineData("Nodes:0:Adress", "10.0.42.1", "HaDashboard:Nodes:0:Adress: unknown key. Did you mean Address?")]
    [InlineData(
        "Nodes:0:HaProxy:Backend",
        "api",
        "HaDashboard:Nodes:0:HaProxy:Backend: unknown key. Known keys: Socket, MasterSocket, ConfigFile, ConfigFiles, "
            + "ReadConfigCommand, CheckCommand, ReloadCommand, JournalCommand, Enabled."
    )]
    [InlineData(
        "Polling:Interval",
        "5",
        "HaDashboard:Polling:Interval: '5' is not a duration. Write hours:minutes:seconds, for example \"00:00:01\"."
    )]
    [InlineData(
        "Polling:Interval",
        "soon",
        "HaDashboard:Polling:Interval: 'soon' is not a duration. Write hours:minutes:seconds, for example \"00:00:01\"."
    )]
    [InlineData(
        "Polling:Timeout",
        "00:00:00",
        "HaDashboard:Polling:Timeout: 00:00:00 is out of range. It must be between 00:00:00.1000000 and 00:05:00."
    )]
    [InlineData(
        "Polling:StaleAfter",
        "00:00:01",
        "HaDashboard:Polling:StaleAfter: 00:00:01 is not longer than the Interval of 00:00:01: every source "
            + "would be stale between two polls. Make it at least twice the Interval."
    )]
    [InlineData("Polling", "fast", "HaDashboard:Polling: it has the value 'fast'. Give a section with keys.")]
    [InlineData("ClusterName:Text", "prod", "HaDashboard:ClusterName: it is a section. Give one value.")]
    [InlineData(
        "Ssh:Port",
        "ssh",
        "HaDashboard:Ssh:Port: 'ssh' is not a number in range. It must be between 1 and 65535."
    )]
    [InlineData(
        "Ssh:Port",
        "65536",
        "HaDashboard:Ssh:Port: '65536' is not a number in range. It must be between 1 and 65535."
    )]
    [InlineData(
        "Ssh:User",
        "root; reboot",
        "HaDashboard:Ssh:User: 'root; reboot' is not an account name. Letters, digits, '-', '_' and '.', for example hadashboard."
    )]
    [InlineData(
        "Ssh:PrivateKeyFile",
        "/no/such/key",
        "HaDashboard:Ssh:PrivateKeyFile: the file /no/such/key does not exist. Name a file this account can read."
    )]
    [InlineData(
        "Ssh:KnownHostsFile",
        "/no/such/hosts",
        "HaDashboard:Ssh:KnownHostsFile: the file /no/such/hosts does not exist. Name a file this account can read."
    )]
    [InlineData(
        "Ssh:PrivateKeyPassphraseFile",
        "/tmp",
        "HaDashboard:Ssh:PrivateKeyPassphraseFile: /tmp is a folder. Name a file this account can read."
    )]
    [InlineData(
        "Nodes:0:Ssh:PrivateKeyFile",
        "/no/own/key",
        "HaDashboard:Nodes:0:Ssh:PrivateKeyFile: the file /no/own/key does not exist. Name a file this account can read."
    )]
    [InlineData(
        "Nodes:0:Ssh:CertificateFile",
        "/no/cert",
        "HaDashboard:Nodes:0:Ssh:CertificateFile: the file /no/cert does not exist. Name a file this account can read."
    )]
    [InlineData(
        "HaProxy:Socket",
        "admin.sock",
        "HaDashboard:HaProxy:Socket: 'admin.sock' is not an absolute path. For example /run/haproxy/admin.sock."
    )]
    [InlineData(
        "HaProxy:Socket",
        "/run/a b.sock",
        "HaDashboard:HaProxy:Socket: '/run/a b.sock' contains characters other than letters, digits, '/', '.', "
            + "'_' and '-'. For example /run/haproxy/admin.sock."
    )]
    [InlineData(
        "HaProxy:Socket",
        "/run/../a.sock",
        "HaDashboard:HaProxy:Socket: '/run/../a.sock' contains '..'. For example /run/haproxy/admin.sock."
    )]
    [InlineData(
        "Nodes:0:HaProxy:Socket",
        "/run/",
        "HaDashboard:Nodes:0:HaProxy:Socket: '/run/' is a folder. For example /run/haproxy/admin.sock."
    )]
    [InlineData(
        "HaProxy:CheckCommand",
        "a\nb",
        "HaDashboard:HaProxy:CheckCommand: it is not one line of text. Give one command line of at most 1000 characters."
    )]
    [InlineData(
        "HaProxy:JournalCommand",
        "a\nb",
        "HaDashboard:HaProxy:JournalCommand: it is not one line of text. Give one command line of at most 1000 characters."
    )]
    [InlineData(
        "ControlPlane:LogCommands:Etcd",
        "a\u001bb",
        "HaDashboard:ControlPlane:LogCommands:Etcd: it is not one line of text. Give one command line of at most 1000 characters."
    )]
    [InlineData(
        "HaProxy:ApiBackend",
        "a b",
        "HaDashboard:HaProxy:ApiBackend: 'a b' is not a proxy name. Letters, digits, '-', '_', '.' and ':', for example api-backend."
    )]
    [InlineData(
        "Nodes:0:Name",
        "a b",
        "HaDashboard:Nodes:0:Name: 'a b' is not a node name. Use letters, digits, '-', '.' and '_', and begin with a letter or digit."
    )]
    [InlineData(
        "Nodes:0:Name",
        null,
        "HaDashboard:Nodes:0:Name: it is missing. Give the node's name as Kubernetes spells it, for example k8smaster1."
    )]
    [InlineData(
        "Nodes:0:Address",
        "",
        "HaDashboard:Nodes:0:Address: it is missing. Give the node's host name or IP address, or set Transport "
            + "to UnixSocket for the dashboard's own host."
    )]
    [InlineData(
        "Nodes:0:Address",
        "root@10.0.42.1:22",
        "HaDashboard:Nodes:0:Address: 'root@10.0.42.1:22' is neither a host name nor an IP address. Give it "
            + "without user and port, for example 10.0.42.1; the port is Ssh:Port."
    )]
    [InlineData(
        "Nodes:0:Role",
        "Boss",
        "HaDashboard:Nodes:0:Role: 'Boss' is unknown. It must be one of Master, Worker, LoadBalancer."
    )]
    [InlineData(
        "Nodes:0:Role",
        "1",
        "HaDashboard:Nodes:0:Role: '1' is unknown. It must be one of Master, Worker, LoadBalancer."
    )]
    [InlineData(
        "Nodes:0:Role",
        null,
        "HaDashboard:Nodes:0:Role: it is missing. It must be one of Master, Worker, LoadBalancer."
    )]
    [InlineData(
        "Nodes:0:Transport",
        "Telnet",
        "HaDashboard:Nodes:0:Transport: 'Telnet' is unknown. It must be one of Ssh, UnixSocket."
    )]
    [InlineData("Nodes", "k8smaster1", "HaDashboard:Nodes: it has the value 'k8smaster1'. Give a list.")]
    [InlineData(
        "Nodes:1",
        "k8smaster2",
        "HaDashboard:Nodes:1: it has the value 'k8smaster2'. Give a section with keys."
    )]
    [InlineData(
        "Nodes:first:Name",
        "k8smaster2",
        "HaDashboard:Nodes:first: it is in a list, and the keys of a list are numbers. For example HaDashboard:Nodes:0."
    )]
    [InlineData(
        "Kubernetes:KubeConfig",
        "/no/kubeconfig",
        "HaDashboard:Kubernetes:KubeConfig: the file /no/kubeconfig does not exist. Name a file this account can read."
    )]
    [InlineData(
        "Kubernetes:InCluster",
        "maybe",
        "HaDashboard:Kubernetes:InCluster: 'maybe' is not true or false. Write true or false."
    )]
    [InlineData(
        "Kubernetes:Namespace",
        "Kube System",
        "HaDashboard:Kubernetes:Namespace: 'Kube System' is not a namespace. Lower-case letters, digits and '-', for example kube-system."
    )]
    [InlineData(
        "ControlPlane:Scheduler",
        "127.0.0.1:10259",
        "HaDashboard:ControlPlane:Scheduler: '127.0.0.1:10259' is not an address of the form http://… or "
            + "https://…. For example https://127.0.0.1:10259."
    )]
    [InlineData(
        "Access:Oidc:Authority",
        "http://login.example",
        "HaDashboard:Access:Oidc:Authority: 'http://login.example' is not an address of the form https://…. "
            + "For example https://login.example/realms/ops."
    )]
    [InlineData(
        "Access:Oidc:Authority",
        "https://login.example",
        "HaDashboard:Access:Oidc:ClientId: it is missing, and Authority is set. Give the client id registered at the provider."
    )]
    [InlineData(
        "Access:Oidc:RoleMap:k8s-admins",
        "Root",
        "HaDashboard:Access:Oidc:RoleMap:k8s-admins: 'Root' is unknown. It must be one of Viewer, Operator, Admin."
    )]
    [InlineData("Access:ReadOnly", "1", "HaDashboard:Access:ReadOnly: '1' is not true or false. Write true or false.")]
    [InlineData(
        "History:Provider",
        "Oracle",
        "HaDashboard:History:Provider: 'Oracle' is unknown. It must be one of Sqlite, PostgreSql."
    )]
    [InlineData(
        "Alerts:HoldFor",
        "10s",
        "HaDashboard:Alerts:HoldFor: '10s' is not a duration. Write hours:minutes:seconds, for example \"00:00:10\"."
    )]
    [InlineData(
        "Audit:File",
        "/tmp",
        "HaDashboard:Audit:File: /tmp is a folder. Name a file, for example data/audit.jsonl."
    )]
    public void Read_OneMistake_SaysWhichKeyWhatAndWhatWouldBeRight(string key, string? value, string expected) =>
        Assert.Contains(expected, _files.Read((key, value)).Problems);

    [Fact]
    public void Read_RightConfiguration_HasNoProblem()
    {
        var (settings, problems) = _files.Read(
            ("ClusterName", "k8s-prod"),
            ("Nodes:1:Name", "here"),
            ("Nodes:1:Role", "worker"),
            ("Nodes:1:Transport", "UnixSocket")
        );

        Assert.Empty(problems);
        Assert.Equal("k8s-prod", settings.ClusterName);
        Assert.Equal([NodeRole.Master, NodeRole.Worker], settings.Nodes.Select(node => node.Role));
        Assert.Equal(Transport.UnixSocket, settings.Nodes[1].Transport);
    }

    [Fact]
    public void Read_LogCommands_AreNoneUnlessNamed_AndAComponentsOnlyOnMasters()
    {
        Assert.All(_files.Read().Settings.NodeLogOptions(), node => Assert.Empty(node.Commands));

        var logs = _files
            .Read(
                ("HaProxy:JournalCommand", "journal"),
                ("ControlPlane:LogCommands:Etcd", "etcd log"),
                ("Nodes:1:Name", "worker"),
                ("Nodes:1:Role", "Worker"),
                ("Nodes:1:Address", "10.0.42.9"),
                ("Nodes:1:HaProxy:JournalCommand", "other")
            )
            .Settings.NodeLogOptions();

        Assert.Equal(
            [(NodeLog.HaProxyJournal, "journal"), (NodeLog.Etcd, "etcd log")],
            logs[0].Commands.OrderBy(c => c.Key).Select(c => (c.Key, c.Value))
        );
        Assert.Equal([(NodeLog.HaProxyJournal, "other")], logs[1].Commands.Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public void Read_ManyMistakes_TellsThemAll()
    {
        var problems = _files
            .Read(("Nodes:0:Role", "Boss"), ("Polling:Interval", "5"), ("Ssh:Port", "0"), ("Nix", "1"))
            .Problems;

        Assert.Equal(4, problems.Count);
    }

    [Fact]
    public void Read_DuplicateName_NamesBothPlaces() =>
        Assert.Equal(
            [
                "HaDashboard:Nodes:1:Name: HaDashboard:Nodes:0 already has the name 'K8SMASTER1'. Give each node a unique name.",
            ],
            _files
                .Read(("Nodes:1:Name", "K8SMASTER1"), ("Nodes:1:Address", "10.0.42.2"), ("Nodes:1:Role", "Master"))
                .Problems
        );

    [Fact]
    public void Read_OneBadDefaultFile_IsReportedOnceForAllNodes() =>
        Assert.Single(
            _files
                .Read(
                    ("Ssh:PrivateKeyFile", "/no/key"),
                    ("Nodes:1:Name", "k8smaster2"),
                    ("Nodes:1:Address", "10.0.42.2"),
                    ("Nodes:1:Role", "Master")
                )
                .Problems
        );

    [Fact]
    public void Read_NoSshNode_AsksForNoKey() =>
        Assert.Empty(_files.Read(("Ssh:PrivateKeyFile", "/no/key"), ("Nodes:0:Transport", "UnixSocket")).Problems);

    [Fact]
    public void Read_NothingConfigured_IsNoMistake()
    {
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(new ConfigurationBuilder().Build(), problems);

        Assert.Empty(problems.Lines);
        Assert.Empty(settings.ToInventory().Nodes);
        Assert.False(settings.ToInventory().WatchesKubernetes);
    }

    [Theory]
    [InlineData("00:00:05", 4, 7)]
    [InlineData("00:01:00", 4, 7)]
    [InlineData("00:00:02", 2, 5)]
    public void TimeLimitOfAProbe_IsThatOfAPollButAtMostFourSeconds_AndTheInventoryKnowsIt(
        string timeout,
        int limit,
        int staleAfter
    )
    {
        var settings = _files.Read(("Polling:Timeout", timeout)).Settings;

        Assert.Equal(TimeSpan.FromSeconds(limit), settings.ControlPlaneOptions()!.Timeout);
        Assert.Equal(
            TimeSpan.FromSeconds(staleAfter),
            settings.ToInventory().StaleAfterOf(SourceCatalogue.LocalEndpoint)
        );
    }

    [Fact]
    public void Read_NodeOverrides_StandOverTheDefaults()
    {
        var node = _files
            .Read(
                ("Ssh:User", "watch"),
                ("Ssh:Port", "2200"),
                ("Nodes:0:Ssh:Port", "2222"),
                ("Nodes:0:HaProxy:Socket", "/run/other.sock")
            )
            .Settings.Nodes[0];

        Assert.Equal(("watch", 2222), (node.Ssh.User, node.Ssh.Port));
        Assert.Equal("/run/other.sock", node.HaProxy.Socket);
    }

    [Fact]
    public void Read_OtherConfigFile_IsTheFileThatIsChecked()
    {
        var haProxy = _files.Read(("Nodes:0:HaProxy:ConfigFile", "/srv/haproxy.cfg")).Settings.Nodes[0].HaProxy;

        Assert.Equal("sudo -n haproxy -c -f /srv/haproxy.cfg", haProxy.CheckCommand);
        Assert.Equal("cat /srv/haproxy.cfg", haProxy.ReadConfigCommand);
        Assert.Equal(["/srv/haproxy.cfg"], haProxy.ConfigFiles);
    }

    [Theory]
    [InlineData(
        "{ auth-provider: { name: gcp } }",
        "users[me].user.auth-provider: it is not supported. Use exec, a token or a client certificate instead."
    )]
    [InlineData(
        "{ exec: { apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always } }",
        "users[me].user.exec.interactiveMode: the plugin needs a terminal (interactiveMode: Always), and the dashboard has none. "
            + "Use a plugin with interactiveMode Never or IfAvailable."
    )]
    public void Read_KubeconfigThatCannotBeUsed_IsOneProblemWithItsEntry(string user, string expected)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(
            file,
            $$"""
            clusters: [ { name: lab, cluster: { server: "https://10.0.42.1:6443" } } ]
            users: [ { name: me, user: {{user}} } ]
            contexts: [ { name: lab, context: { cluster: lab, user: me } } ]
            """
        );

        var problems = _files.Read(("Kubernetes:KubeConfig", file), ("Kubernetes:Context", "lab")).Problems;
        var without = _files.Read(("Kubernetes:KubeConfig", file)).Problems;
        File.Delete(file);

        Assert.Equal([$"HaDashboard:Kubernetes:KubeConfig: {file}: {expected}"], problems);
        Assert.Equal(
            [
                $"HaDashboard:Kubernetes:KubeConfig: {file}: it has no current-context. "
                    + "Set HaDashboard:Kubernetes:Context to one of: lab.",
            ],
            without
        );
    }

    [Fact]
    public void Read_ListOfKubeconfigs_IsOneProblem() =>
        Assert.Equal(
            [
                "HaDashboard:Kubernetes:KubeConfig: '/a/config:/b/config' is a list of files. "
                    + "Name one file; kubectl config view --raw --flatten --minify prints the current context as one.",
            ],
            _files.Read(("Kubernetes:KubeConfig", "/a/config:/b/config")).Problems
        );

    [Fact]
    public void Read_ConfigFiles_MakeTheDefaultCommands()
    {
        var nodes = _files
            .Read(
                ("HaProxy:ConfigFiles:0", "/etc/haproxy/haproxy.cfg"),
                ("HaProxy:ConfigFiles:1", "/etc/haproxy/conf.d"),
                ("HaProxy:ConfigFiles:2", "/etc/haproxy/sites/"),
                ("Nodes:1:Name", "k8smaster2"),
                ("Nodes:1:Address", "10.0.42.2"),
                ("Nodes:1:Role", "Master"),
                ("Nodes:1:HaProxy:ConfigFile", "/srv/haproxy.cfg")
            )
            .Settings.Nodes;

        Assert.Equal(
            "tail -n +1 /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d/*.cfg /etc/haproxy/sites/*.cfg",
            nodes[0].HaProxy.ReadConfigCommand
        );
        Assert.Equal(
            "sudo -n haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d -f /etc/haproxy/sites/",
            nodes[0].HaProxy.CheckCommand
        );
        Assert.Equal("cat /srv/haproxy.cfg", nodes[1].HaProxy.ReadConfigCommand);
    }

    [Theory]
    [InlineData("/etc/haproxy/conf.d; id")]
    [InlineData("/etc/haproxy/$(id)")]
    [InlineData("/etc/haproxy/*.cfg")]
    [InlineData("conf.d")]
    [InlineData("/etc/../root")]
    public void Read_ConfigFileThatAShellWouldInterpret_IsRefused(string path) =>
        Assert.Contains(_files.Read(("HaProxy:ConfigFiles:0", path)).Problems, problem =>
            problem.Contains("HaProxy:ConfigFiles:0", StringComparison.Ordinal)
        );

    [Fact]
    public void Read_NullsOfTheDocumentedExample_AreNoValues()
    {
        const string Json = """
            { "HaDashboard": { "Ssh": { "PrivateKeyPassphraseFile": null }, "HaProxy": { "MasterSocket": null }, "Nodes": [],
              "Kubernetes": { "KubeConfig": null, "Context": null }, "Alerts": { "Webhooks": [ { "Name": "chat",
              "Url": "https://chat.example/1", "Kind": "Slack" } ] },
              "Access": { "Users": [], "Oidc": { "Authority": null, "ClientId": null, "ClientSecretFile": null,
              "RoleClaim": "groups", "RoleMap": { "k8s-admins": "Admin" } } } } }
            """;
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json))).Build(),
            problems
        );

        Assert.Empty(problems.Lines);
        Assert.True(settings.Access.IsEmpty);
        Assert.Single(settings.Alerts.Webhooks);
    }

    [Theory]
    [InlineData("History:Retention", "10.00:00:00", "HaDashboard:History")]
    [InlineData("Alerts:Webhooks:0:Name", "chat", "HaDashboard:Alerts")]
    [InlineData("HaProxy:ApiFrontend", "front", "HaDashboard:HaProxy:ApiFrontend")]
    public void Read_SettingThatNothingUses_IsNamed(string key, string value, string expected) =>
        Assert.Equal([expected], _files.Read((key, value)).Settings.WithoutEffect);

    [Theory]
    [InlineData("ClusterName", "k8s-prod")]
    [InlineData("HaProxy:ApiBackend", "api")]
    [InlineData("History:ConnectionString", null)]
    [InlineData("Alerts", "")]
    public void Read_SettingThatIsUsedOrEmpty_IsNotNamed(string key, string? value) =>
        Assert.Empty(_files.Read((key, value)).Settings.WithoutEffect);

    [Fact]
    public void Read_ABadSecret_IsNeverRepeated()
    {
        var problems = _files
            .Read(
                ("Access:Users:0:Name", "ops"),
                ("Access:Users:0:PasswordHash", "hunter2"),
                ("Access:Users:0:Role", "Operator"),
                ("Access:ApiTokens:0:Name", "ci"),
                ("Access:ApiTokens:0:Sha256", "hunter3"),
                ("Access:ApiTokens:0:Role", "Viewer")
            )
            .Problems;

        Assert.Equal(
            [
                "HaDashboard:Access:Users:0:PasswordHash: it is not a password hash. Give the output of HaDashboard hash-password.",
                "HaDashboard:Access:ApiTokens:0:Sha256: it is not a SHA-256. Give the 64 hexadecimal digits of "
                    + "the token's SHA-256: printf %s \"$TOKEN\" | sha256sum.",
            ],
            problems
        );
    }

    [Fact]
    public void Read_AccessWithoutNamesAndRoles_IsReported()
    {
        var problems = _files
            .Read(("Access:Users:0:Name", "ops"), ("Access:Users:1:Name", "OPS"), ("Access:Users:1:Role", "None"))
            .Problems;

        Assert.Contains(
            "HaDashboard:Access:Users:0:Role: it is missing. It must be one of Viewer, Operator, Admin.",
            problems
        );
        Assert.Contains(
            "HaDashboard:Access:Users:1:Role: 'None' is unknown. It must be one of Viewer, Operator, Admin.",
            problems
        );
        Assert.Contains(
            "HaDashboard:Access:Users:1:Name: HaDashboard:Access:Users:0 already has the name 'OPS'. Give each a unique name.",
            problems
        );
    }

    [Fact]
    public void Read_ALineBreakInAValue_CanForgeNoLine() =>
        Assert.DoesNotContain('\n', _files.Read(("Nodes:0:Role", "a\nHaDashboard: all is well")).Problems[0]);
}
