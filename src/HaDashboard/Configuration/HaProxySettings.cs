namespace HaDashboard.Configuration;

/// <summary>The files and sockets of a node's HAProxy, and the only command lines that may run on that node.</summary>
public sealed record HaProxySettings(
    string Socket,
    string? MasterSocket,
    string ConfigFile,
    string ReadConfigCommand,
    string CheckCommand,
    string ReloadCommand
)
{
    /// <summary>The command line that prints the end of HAProxy's journal; null, the default: the journal is not read.</summary>
    public string? JournalCommand { get; init; }

    /// <summary>False: the node runs no HAProxy on purpose, and none is watched there.</summary>
    public bool IsEnabled { get; init; } = true;
}

/// <summary>The values of one section; null for a missing key.</summary>
internal sealed record HaProxyOverrides(
    string? Socket,
    string? MasterSocket,
    string? ConfigFile,
    string? ReadConfigCommand,
    string? CheckCommand,
    string? ReloadCommand,
    string? JournalCommand,
    bool? Enabled
)
{
    internal static HaProxyOverrides Read(SettingsReader reader) =>
        new(
            NodePath(reader, "Socket", SocketPath.Problem, "/run/haproxy/admin.sock"),
            NodePath(reader, "MasterSocket", SocketPath.Problem, "/run/haproxy-master.sock"),
            NodePath(reader, "ConfigFile", SocketPath.Problem, "/etc/haproxy/haproxy.cfg"),
            reader.CommandLine("ReadConfigCommand"),
            reader.CommandLine("CheckCommand"),
            reader.CommandLine("ReloadCommand"),
            reader.CommandLine("JournalCommand"),
            reader.Text("Enabled") is null ? null : reader.Flag("Enabled", true)
        );

    internal HaProxyOverrides Over(HaProxyOverrides inherited) =>
        new(
            Socket ?? inherited.Socket,
            MasterSocket ?? inherited.MasterSocket,
            ConfigFile ?? inherited.ConfigFile,
            ReadConfigCommand ?? inherited.ReadConfigCommand,
            CheckCommand ?? inherited.CheckCommand,
            ReloadCommand ?? inherited.ReloadCommand,
            JournalCommand ?? inherited.JournalCommand,
            Enabled ?? inherited.Enabled
        );

    /// <summary>
    /// The values with defaults. The default commands use the configured file: with the default file instead, a node whose configuration is
    /// elsewhere would have the wrong file checked.
    /// </summary>
    internal HaProxySettings Resolved()
    {
        var file = ConfigFile ?? "/etc/haproxy/haproxy.cfg";
        return new HaProxySettings(
            Socket ?? "/run/haproxy/admin.sock",
            MasterSocket,
            file,
            ReadConfigCommand ?? $"cat {file}",
            CheckCommand ?? $"sudo -n haproxy -c -f {file}",
            ReloadCommand ?? "sudo -n systemctl reload haproxy"
        )
        {
            JournalCommand = JournalCommand,
            IsEnabled = Enabled ?? true,
        };
    }

    private static string? NodePath(SettingsReader reader, string name, Func<string, string?> problem, string example)
    {
        if (reader.Text(name) is not { } path || problem(path) is not { } wrong)
        {
            return reader.Text(name);
        }

        reader.Problem(name, $"'{path}' {wrong}", $"For example {example}");
        return null;
    }
}
