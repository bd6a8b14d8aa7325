using HaDashboard.Configuration;
using Microsoft.Extensions.Configuration;

namespace HaDashboard.Web.Tests.Configuration;

/// <summary>A configuration that is right, with a change or two that make it wrong.</summary>
internal sealed class SettingsFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hadashboard-settings-");

    public SettingsFiles()
    {
        Key = Write("id_ed25519");
        KnownHosts = Write("known_hosts");
    }

    public string Key { get; }

    public string KnownHosts { get; }

    public void Dispose() => _directory.Delete(recursive: true);

    public (DashboardSettings Settings, IReadOnlyList<string> Problems) Read(
        params (string Key, string? Value)[] changes
    )
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["HaDashboard:Ssh:PrivateKeyFile"] = Key,
            ["HaDashboard:Ssh:KnownHostsFile"] = KnownHosts,
            ["HaDashboard:Nodes:0:Name"] = "k8smaster1",
            ["HaDashboard:Nodes:0:Address"] = "10.0.42.1",
            ["HaDashboard:Nodes:0:Role"] = "Master",
        };
        foreach (var (key, value) in changes)
        {
            values[$"HaDashboard:{key}"] = value;
        }

        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(),
            problems
        );
        return (settings, problems.Lines);
    }

    private string Write(string name)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, "");
        return path;
    }
}
