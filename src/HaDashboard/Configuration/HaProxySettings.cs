namespace HaDashboard.Configuration;

/// <summary>Where a node's HAProxy is and the command lines that may be run there. There are no others.</summary>
public sealed record HaProxySettings(
    string Socket,
    string? MasterSocket,
    string ConfigFile,
    string ReadConfigCommand,
    string CheckCommand,
    string ReloadCommand
)
{
    /// <summary>Prints the end of HAProxy's journal; null, as by default: nobody reads it.</summary>
    public string? JournalCommand { get; init; }
}

/// <summary>What a section says of it; null where it says nothing.</summary>
internal sealed record HaProxyOverrides(
    string? Socket,
    string? MasterSocket,
    string? ConfigFile,
    string? ReadConfigCommand,
    string? CheckCommand,
    string? ReloadCommand,
    string? JournalCommand
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
            reader.CommandLine("JournalCommand")
        );

    internal HaProxyOverrides Over(HaProxyOverrides inherited) =>
        new(
            Socket ?? inherited.Socket,
            MasterSocket ?? inherited.MasterSocket,
            ConfigFile ?? inherited.ConfigFile,
            ReadConfigCommand ?? inherited.ReadConfigCommand,
            CheckCommand ?? inherited.CheckCommand,
            ReloadCommand ?? inherited.ReloadCommand,
            JournalCommand ?? inherited.JournalCommand
        );

    /// <summary>The default commands follow the file: a node with another file and no commands of its own must not have the wrong file checked.</summary>
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
