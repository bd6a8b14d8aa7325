using HaDashboard.Adapters.Ssh.Links;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

/// <summary>Tests the messages by which sshd, PAM and nologin say that an account cannot be used.</summary>
public sealed class AccountRefusalTests
{
    [Theory]
    [InlineData("This account is currently not available.")]
    [InlineData("Your account has expired; please contact your system administrator.")]
    [InlineData("Password change required but no TTY available.")]
    [InlineData("WARNING: Your password has expired.")]
    [InlineData("You are required to change your password immediately (administrator enforced).")]
    [InlineData("The account is locked due to 3 failed logins.")]
    [InlineData("\"System is going down. Unprivileged users are not permitted to log in anymore.\"")]
    public void Find_MessageAboutTheAccount_ReturnsItsLine(string line) =>
        Assert.Equal(line, AccountRefusal.Find($"Welcome to k8smaster1\r\n{line}\r\nBye\n"));

    [Theory]
    [InlineData("")]
    [InlineData("Authorized use only. All activity may be monitored.\n")]
    [InlineData("relay:socat\n")]
    [InlineData("Last login: Fri Nov 27 10:00:00 2026 from 10.0.42.5\n")]
    public void Find_OtherText_ReturnsNull(string text) => Assert.Null(AccountRefusal.Find(text));
}
