using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;

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
    /// <summary>
    /// The files and folders that HAProxy reads, in the order of its <c>-f</c> options. A path whose last part has no dot, or that ends
    /// with <c>.d</c> or <c>/</c>, is a folder: HAProxy reads its files <c>*.cfg</c> in the order of their names' bytes. The default
    /// commands contain these paths unquoted, and behind a folder the constant pattern <c>/*.cfg</c>. So a path may contain no character
    /// that a shell interprets.
    /// </summary>
    public ImmutableArray<string> ConfigFiles { get; init; } = [ConfigFile];

    /// <summary>The command line that prints the end of HAProxy's journal; null, the default: the journal is not read.</summary>
    public string? JournalCommand { get; init; }

    /// <summary>False: the node runs no HAProxy on purpose, and none is watched there.</summary>
    public bool IsEnabled { get; init; } = true;
}

/// <summary>The values of one section; null for a missing key.</summary>
internal sealed record HaProxyOverrides(
    string? Socket,
    string? MasterSocket,
    ImmutableArray<string> ConfigFiles,
    string? ReadConfigCommand,
    string? CheckCommand,
    string? ReloadCommand,
    string? JournalCommand,
    bool? Enabled
)
{
    internal static HaProxyOverrides Read(SettingsReader reader) =>
        new(
            NodePath(reader, "Socket", SocketPath.Problem, HaProxyDefaults.Socket),
            NodePath(reader, "MasterSocket", SocketPath.Problem, "/run/haproxy-master.sock"),
            ReadConfigFiles(reader),
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
            ConfigFiles.IsEmpty ? inherited.ConfigFiles : ConfigFiles,
            ReadConfigCommand ?? inherited.ReadConfigCommand,
            CheckCommand ?? inherited.CheckCommand,
            ReloadCommand ?? inherited.ReloadCommand,
            JournalCommand ?? inherited.JournalCommand,
            Enabled ?? inherited.Enabled
        );

    /// <summary>
    /// The values with defaults. The default commands use the configured files: with the default file instead, a node whose configuration
    /// is elsewhere would have the wrong file checked.
    /// </summary>
    internal HaProxySettings Resolved()
    {
        ImmutableArray<string> files = ConfigFiles.IsEmpty ? [HaProxyDefaults.ConfigFile] : ConfigFiles;
        return new HaProxySettings(
            Socket ?? HaProxyDefaults.Socket,
            MasterSocket,
            files[0],
            ReadConfigCommand ?? ReadCommandOf(files),
            CheckCommand ?? $"sudo -n haproxy -c -f {string.Join(" -f ", files)}",
            ReloadCommand ?? "sudo -n systemctl reload haproxy"
        )
        {
            ConfigFiles = files,
            JournalCommand = JournalCommand,
            IsEnabled = Enabled ?? true,
        };
    }

    /// <summary>
    /// With more than one file, <c>tail -n +1</c> prints a header line before each. The paths contain no character that a shell interprets;
    /// the only pattern is the constant <c>/*.cfg</c> behind a folder.
    /// </summary>
    private static string ReadCommandOf(ImmutableArray<string> files) =>
        files.Length == 1 && !ConfigurationFilePath.IsFolder(files[0])
            ? $"cat {files[0]}"
            : $"tail -n +1 {string.Join(' ', files.Select(ConfigurationFilePath.Pattern))}";

    // ConfigFiles applies where both keys are given: its first entry is then usually ConfigFile.
    private static ImmutableArray<string> ReadConfigFiles(SettingsReader reader)
    {
        var file = NodePath(reader, "ConfigFile", SocketPath.Problem, HaProxyDefaults.ConfigFile);
        var files = reader.TextList("ConfigFiles");
        foreach (var (i, path) in files.Index())
        {
            if (SocketPath.Problem(path.Length > 1 ? path.TrimEnd('/') : path) is { } wrong)
            {
                reader.Problem(
                    $"ConfigFiles:{i}",
                    $"'{path}' {wrong}",
                    $"For example {HaProxyDefaults.ConfigFile} or /etc/haproxy/conf.d"
                );
            }
        }

        return !files.IsEmpty ? files
            : file is null ? []
            : [file];
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
