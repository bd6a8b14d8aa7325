using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Configuration;
using HaDashboard.Starting;

namespace HaDashboard.Checking;

/// <summary>The files of <c>HaDashboard init</c>, all with full paths.</summary>
/// <param name="IsReadByTheProgram">The program reads <paramref name="Output"/> at its start.</param>
internal sealed record InitFiles(string KubeConfig, SshOptions Ssh, string Output, bool IsReadByTheProgram)
{
    private const string OutputName = "appsettings.Production.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] KeyNames = ["id_ed25519", "id_ecdsa", "id_rsa"];

    /// <param name="folder">The folder of the program, from which it reads its configuration.</param>
    public static InitFiles Of(InitArguments arguments, string folder)
    {
        var output = Path.GetFullPath(arguments.Output ?? DefaultOutput(folder));
        return new InitFiles(
            Path.GetFullPath(arguments.KubeConfig),
            new SshOptions
            {
                User = arguments.SshUser,
                Port = arguments.SshPort,
                PrivateKeyFile = Path.GetFullPath(arguments.SshKey ?? DefaultKey()),
                KnownHostsFile = Path.GetFullPath(arguments.KnownHosts ?? DefaultKnownHosts(output)),
            },
            output,
            output.Equals(DefaultOutput(folder), StringComparison.Ordinal)
        );
    }

    /// <summary>The file that a published program reads over its <c>appsettings.json</c>.</summary>
    public static string DefaultOutput(string folder) => Path.Combine(Path.GetFullPath(folder), OutputName);

    /// <summary>What must be corrected before the set-up can begin, one sentence each.</summary>
    /// <param name="context">The context of the kubeconfig; null for the current one.</param>
    public IReadOnlyList<string> Problems(string? context)
    {
        var problems = new SettingsProblems();
        if (KubeconfigFileCheck.ProblemOf(KubeConfig, context) is { } problem)
        {
            problems.Add("--kubeconfig", problem.Wrong, problem.Right);
        }

        new FileSetting(Ssh.PrivateKeyFile, "--ssh-key").MustBeReadable(problems);
        SshSettings.UserMustBeValid(Ssh.User, "--ssh-user", problems);
        FolderMustExist(Output, "--output", problems);
        FolderMustExist(Ssh.KnownHostsFile, "--known-hosts", problems);
        return problems.Lines;
    }

    /// <summary>Writes the document with access for this account only, and an empty known_hosts file if there is none.</summary>
    public void Write(string document)
    {
        if (!File.Exists(Ssh.KnownHostsFile))
        {
            WriteNew(Ssh.KnownHostsFile, "");
        }

        // The new file replaces the old one only when it is complete.
        var complete = $"{Output}.{Environment.ProcessId}.new";
        WriteNew(complete, document);
        File.Move(complete, Output, overwrite: true);
    }

    private static void WriteNew(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    private static void FolderMustExist(string file, string option, SettingsProblems problems)
    {
        var folder = Path.GetDirectoryName(file);
        if (!Directory.Exists(folder))
        {
            problems.Add(option, $"the folder {folder} does not exist", "Create it, or name another file");
        }
    }

    private static string DefaultKey()
    {
        var own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh");
        return KeyNames
            .Select(name => Path.Combine(own, name))
            .Prepend(SshSettings.Default.PrivateKeyFile.Path)
            .FirstOrDefault(File.Exists)
            ?? SshSettings.Default.PrivateKeyFile.Path;
    }

    private static string DefaultKnownHosts(string output) =>
        File.Exists(SshSettings.Default.KnownHostsFile.Path)
            ? SshSettings.Default.KnownHostsFile.Path
            : Path.Combine(Path.GetDirectoryName(output)!, "known_hosts");
}
