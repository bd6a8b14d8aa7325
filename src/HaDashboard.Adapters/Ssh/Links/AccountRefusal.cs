using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// Finds the line in which an SSH server, PAM or a login shell says that the account cannot be used. Other lines, such as a legal notice
/// before sign-in or a greeting of the shell, are not about the account.
/// </summary>
internal static partial class AccountRefusal
{
    /// <returns>The line, shortened; null if no line says so.</returns>
    public static string? Find(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => Words().IsMatch(line)) is { } line
            ? Printable.Excerpt(line)
            : null;

    // The messages of nologin, sshd, pam_unix, pam_faillock, pam_nologin and systemd's pam_nologin file.
    [GeneratedRegex(
        @"account is currently not available|account (is|has been|has) (expired|locked|disabled)|account is (temporarily )?locked"
            + @"|password change required|your password has expired|change your password immediately"
            + @"|access denied for (this )?user|system is (going down|booting up)|not permitted to log in",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Words();
}
