using System.Globalization;

namespace HaDashboard.Starting;

/// <summary>The options of <c>HaDashboard init</c>.</summary>
/// <param name="Context">The context of the kubeconfig; null for the current one.</param>
/// <param name="SshKey">null: the default key that exists.</param>
/// <param name="KnownHosts">null: the default file.</param>
/// <param name="Output">null: the file that the program reads.</param>
internal sealed record InitArguments(
    string KubeConfig,
    string? Context,
    string SshUser,
    int SshPort,
    string? SshKey,
    string? KnownHosts,
    string? Output
)
{
    private static readonly string[] Options =
    [
        "--kubeconfig",
        "--context",
        "--ssh-user",
        "--ssh-port",
        "--ssh-key",
        "--known-hosts",
        "--output",
    ];

    /// <returns>The options, or the error in the command line.</returns>
    public static (InitArguments? Arguments, string? Mistake) Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            if (!Options.Contains(name, StringComparer.Ordinal))
            {
                return (null, $"init has no option '{name}'. Its options are {string.Join(", ", Options)}.");
            }

            value ??= i + 1 < args.Count ? args[++i] : "";
            if (value.Length == 0 || value.StartsWith("--", StringComparison.Ordinal))
            {
                return (null, $"{name} needs a value.");
            }

            if (!values.TryAdd(name, value))
            {
                return (null, $"{name} is given twice.");
            }
        }

        return Of(values);
    }

    private static (InitArguments? Arguments, string? Mistake) Of(Dictionary<string, string> values)
    {
        if (!values.TryGetValue("--kubeconfig", out var kubeconfig))
        {
            return (null, "init needs --kubeconfig FILE: the kubeconfig that the dashboard will use.");
        }

        if (!values.TryGetValue("--ssh-user", out var user))
        {
            return (null, "init needs --ssh-user USER: the account of the dashboard on the nodes.");
        }

        var text = values.GetValueOrDefault("--ssh-port", "22");
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (
                new InitArguments(
                    kubeconfig,
                    values.GetValueOrDefault("--context"),
                    user,
                    port,
                    values.GetValueOrDefault("--ssh-key"),
                    values.GetValueOrDefault("--known-hosts"),
                    values.GetValueOrDefault("--output")
                ),
                null
            )
            : (null, $"--ssh-port '{text}' is no port.");
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);
}
