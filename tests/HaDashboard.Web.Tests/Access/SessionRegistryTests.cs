using HaDashboard.Access;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class SessionRegistryTests : IDisposable
{
    private static readonly UserSettings Ops = new("ops", "hash", UserRole.Operator);
    private static readonly ApiTokenSettings Ci = new("ci", Tokens.Sha256("token").ToUpperInvariant(), UserRole.Viewer);
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("hadashboard-sessions-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly IConfigurationRoot _configuration = (IConfigurationRoot)
        new ConfigurationBuilder().AddInMemoryCollection().Build();
    private readonly AccessDirectory _directory;

    public SessionRegistryTests() =>
        _directory = new AccessDirectory(
            new AccessSettings([Ops], [Ci], OidcSettings.None, false),
            _configuration,
            NullLogger<AccessDirectory>.Instance
        );

    private string SessionsFile => Path.Combine(_folder.FullName, "sessions.json");

    public void Dispose()
    {
        _directory.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Session_IsValidUntilItIsEnded_AndOpenPagesAreNotified()
    {
        using var sessions = Registry();
        var changes = 0;
        sessions.Changed += () => changes++;
        var session = Begin(sessions);
        Assert.True(sessions.IsStillValid(Caller(session)));

        Assert.NotNull(sessions.End(session.Id));

        Assert.False(sessions.IsStillValid(Caller(session)));
        Assert.Equal(1, changes);
        Assert.Null(sessions.End(session.Id));
    }

    [Fact]
    public void CallerWhoSaysMoreThanTheSession_IsNotValid()
    {
        using var sessions = Registry();
        var session = Begin(sessions);

        Assert.False(sessions.IsStillValid(Caller(session) with { Role = UserRole.Admin }));
        Assert.False(sessions.IsStillValid(Caller(session) with { Name = "root" }));
        Assert.False(sessions.IsStillValid(Caller(session) with { Credential = "Cookie unknown" }));
        Assert.False(sessions.IsStillValid(Caller(session) with { Credential = null }));
        Assert.False(sessions.IsStillValid(Caller(session) with { Credential = $"Oidc {session.Id}" }));
    }

    [Fact]
    public void Restart_KeepsSessions_ButNotEndedOnes_InAFileThatOnlyThisAccountReads()
    {
        Session kept,
            ended;
        using (var before = Registry())
        {
            (kept, ended) = (Begin(before), Begin(before));
            before.End(ended.Id);
        }

        using var after = Registry();

        Assert.True(after.IsStillValid(Caller(kept)));
        Assert.False(after.IsStillValid(Caller(ended)));
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(SessionsFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
    }

    [Fact]
    public void FileOfAnEarlierVersion_KeepsItsSessions()
    {
        Session kept;
        using (var before = Registry())
        {
            kept = Begin(before);
        }

        // The name in files that are on disk already; under another name every user would be signed out by an upgrade.
        Assert.Contains("\"Way\":\"Password\"", File.ReadAllText(SessionsFile), StringComparison.Ordinal);
        using var after = Registry();
        Assert.Equal(kept.Method, Assert.Single(after.All).Method);
    }

    [Fact]
    public void InvalidFile_GivesNoSession()
    {
        File.WriteAllText(SessionsFile, "[{");
        using var sessions = Registry();

        Assert.Empty(sessions.All);
    }

    [Fact]
    public void UserTakenOutOfTheConfiguration_LosesTheSessionAndTheToken()
    {
        using var sessions = Registry();
        var session = Begin(sessions);
        var changes = 0;
        sessions.Changed += () => changes++;
        var token = new Caller("ci", UserRole.Viewer, "192.0.2.1")
        {
            Credential = $"Bearer {AccessDirectory.StampOf(Ci)}",
        };
        Assert.True(sessions.IsStillValid(token));

        _configuration.Reload(); // it names nobody

        Assert.False(sessions.IsStillValid(Caller(session)));
        Assert.False(sessions.IsStillValid(token));
        Assert.Equal(1, changes);
    }

    [Fact]
    public void TwelveHoursWithoutASign_EndIt_AndBeingSeenKeepsIt()
    {
        using var sessions = Registry();
        var (seen, forgotten) = (Begin(sessions), Begin(sessions));
        _time.Advance(TimeSpan.FromHours(11));
        Assert.True(sessions.IsStillValid(Caller(seen)));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.True(sessions.IsStillValid(Caller(seen)));
        Assert.False(sessions.IsStillValid(Caller(forgotten)));
        Assert.Equal([seen.Id], sessions.All.Select(session => session.Id));
    }

    [Fact]
    public void ManySignIns_OfOne_PushOutHisOwnOldest()
    {
        using var sessions = Registry();
        var first = Begin(sessions);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Begin(sessions);
        }

        Assert.Equal(20, sessions.All.Length);
        Assert.False(sessions.IsStillValid(Caller(first)));
    }

    private static Session Begin(SessionRegistry sessions) =>
        sessions.Begin("ops", UserRole.Operator, SignInMethod.Password, "192.0.2.1", AccessDirectory.StampOf(Ops), []);

    private static Caller Caller(Session session) =>
        new(session.Name, session.Role, session.From) { Credential = $"Cookie {session.Id}" };

    private SessionRegistry Registry() =>
        new(new SessionFile(SessionsFile), _directory, _time, NullLogger<SessionRegistry>.Instance);
}
