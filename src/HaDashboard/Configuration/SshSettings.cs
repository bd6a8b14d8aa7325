using System.Text.RegularExpressions;

namespace HaDashboard.Configuration;

/// <summary>How to sign in to a node.</summary>
/// <param name="ActionKeyFile">The key of actions and reloads, each of which opens its own connection; null: <c>PrivateKeyFile</c>.</param>
public sealed partial record SshSettings(
    string User,
    int Port,
    FileSetting PrivateKeyFile,
    FileSetting? PrivateKeyPassphraseFile,
    FileSetting? CertificateFile,
    FileSetting KnownHostsFile,
    FileSetting? ActionKeyFile = null,
    FileSetting? ActionKeyPassphraseFile = null
)
{
    private const string UserNameForm = "Letters, digits, '-', '_' and '.', for example hadashboard";

    public static SshSettings Default { get; } =
        new(
            "hadashboard",
            22,
            new FileSetting("/etc/hadashboard/id_ed25519", "HaDashboard:Ssh:PrivateKeyFile"),
            null,
            null,
            new FileSetting("/etc/hadashboard/known_hosts", "HaDashboard:Ssh:KnownHostsFile")
        );

    internal IEnumerable<FileSetting> Files =>
        new[]
        {
            PrivateKeyFile,
            PrivateKeyPassphraseFile,
            CertificateFile,
            KnownHostsFile,
            ActionKeyFile,
            ActionKeyPassphraseFile,
        }.OfType<FileSetting>();

    /// <summary>The values of the section; a missing key takes the value of <paramref name="inherited"/>.</summary>
    internal static SshSettings Read(SettingsReader reader, SshSettings inherited)
    {
        RefuseJumpHost(reader);
        return new(
            ReadUser(reader) ?? inherited.User,
            reader.Number("Port", 1, 65535) ?? inherited.Port,
            FileSetting.Read(reader, "PrivateKeyFile") ?? inherited.PrivateKeyFile,
            FileSetting.Read(reader, "PrivateKeyPassphraseFile") ?? inherited.PrivateKeyPassphraseFile,
            FileSetting.Read(reader, "CertificateFile") ?? inherited.CertificateFile,
            FileSetting.Read(reader, "KnownHostsFile") ?? inherited.KnownHostsFile,
            FileSetting.Read(reader, "ActionKeyFile") ?? inherited.ActionKeyFile,
            FileSetting.Read(reader, "ActionKeyPassphraseFile") ?? inherited.ActionKeyPassphraseFile
        );
    }

    // Without this the key would only be reported as unknown.
    private static void RefuseJumpHost(SettingsReader reader)
    {
        foreach (var key in new[] { "JumpHost", "ProxyJump" })
        {
            if (reader.Text(key) is not null)
            {
                reader.Problem(
                    key,
                    "a jump host is not supported",
                    "Run the dashboard in the nodes' network, or set Address and Ssh:Port to a tunnel (ssh -L)"
                );
            }
        }
    }

    /// <summary>Adds a problem if the text is no account name.</summary>
    internal static void UserMustBeValid(string user, string key, SettingsProblems problems)
    {
        if (!UserName().IsMatch(user))
        {
            problems.Add(key, $"'{user}' is not an account name", UserNameForm);
        }
    }

    private static string? ReadUser(SettingsReader reader)
    {
        var user = reader.Text("User");
        if (user is null || UserName().IsMatch(user))
        {
            return user;
        }

        reader.Problem("User", $"'{user}' is not an account name", UserNameForm);
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}\$?$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex UserName();
}
