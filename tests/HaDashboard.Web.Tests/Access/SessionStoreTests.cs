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

public sealed class SessionStoreTests : IDisposable
{
    private static readonly UserSettings Ops = new("ops", "hash", UserRole.Operator);
    private static readonly ApiTokenSettings Ci = new("ci", Tokens.Sha256("token").ToUpperInvariant(), UserRole.Viewer);
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("hadashboard-sessions-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly IConfigurationRoot _configuration = (IConfigurationRoot)
        new ConfigurationBuilder().AddInMemoryCollection().Build();
    private readonly AccessDirectory _directory;

    public SessionStoreTests() =>
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
    public void Session_IsValidUntilItIsEnded_AndWhoHoldsAPageOpenIsTold()
    {
        using var store = Store();
        var told = 0;
        store.Changed += () => told++;
        var session = Begin(store);
        Assert.True(store.IsStillValid(Caller(session)));

        Assert.NotNull(store.End(session.Id));

        Assert.False(store.IsStillValid(Caller(session)));
        Assert.Equal(1, told);
        Assert.Null(store.End(session.Id));
    }

    [Fact]
    public void CallerWhoSaysMoreThanTheSession_IsNotValid()
    {
        using var store = Store();
        var session = Begin(store);

        Assert.False(store.IsStillValid(Caller(session) with { Role = UserRole.Admin }));
        Assert.False(store.IsStillValid(Caller(session) with { Name = "root" }));
        Assert.False(store.IsStillValid(Caller(session) with { Credential = "Cookie unknown" }));
        Assert.False(store.IsStillValid(Caller(session) with { Credential = null }));
        Assert.False(store.IsStillValid(Caller(session) with { Credential = $"Oidc {session.Id}" }));
    }

    [Fact]
    public void Restart_KeepsWhoIsSignedIn_AndNotWhoWasEnded_InAFileForThisAccountAlone()
    {
        Session kept,
            ended;
        using (var before = Store())
        {
            (kept, ended) = (Begin(before), Begin(before));
            before.End(ended.Id);
        }

        using var after = Store();

        Assert.True(after.IsStillValid(Caller(kept)));
        Assert.False(after.IsStillValid(Caller(ended)));
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(SessionsFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
        );
    }

    [Fact]
    public void FileThatCannotBeUnderstood_SignsNobodyIn()
    {
        File.WriteAllText(SessionsFile, "[{");
        using var store = Store();

        Assert.Empty(store.All);
    }

    [Fact]
    public void UserTakenOutOfTheConfiguration_LosesTheSessionAndTheToken()
    {
        using var store = Store();
        var session = Begin(store);
        var told = 0;
        store.Changed += () => told++;
        var token = new Caller("ci", UserRole.Viewer, "192.0.2.1")
        {
            Credential = $"Bearer {AccessDirectory.StampOf(Ci)}",
        };
        Assert.True(store.IsStillValid(token));

        _configuration.Reload(); // it names nobody

        Assert.False(store.IsStillValid(Caller(session)));
        Assert.False(store.IsStillValid(token));
        Assert.Equal(1, told);
    }

    [Fact]
    public void TwelveHoursWithoutASign_EndIt_AndBeingSeenKeepsIt()
    {
        using var store = Store();
        var (seen, forgotten) = (Begin(store), Begin(store));
        _time.Advance(TimeSpan.FromHours(11));
        Assert.True(store.IsStillValid(Caller(seen)));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.True(store.IsStillValid(Caller(seen)));
        Assert.False(store.IsStillValid(Caller(forgotten)));
        Assert.Equal([seen.Id], store.All.Select(session => session.Id));
    }

    [Fact]
    public void ManySignIns_OfOne_PushOutHisOwnOldest()
    {
        using var store = Store();
        var first = Begin(store);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Begin(store);
        }

        Assert.Equal(20, store.All.Length);
        Assert.False(store.IsStillValid(Caller(first)));
    }

    private static Session Begin(SessionStore store) =>
        store.Begin("ops", UserRole.Operator, SignInWay.Password, "192.0.2.1", AccessDirectory.StampOf(Ops), []);

    private static Caller Caller(Session session) =>
        new(session.Name, session.Role, session.From) { Credential = $"Cookie {session.Id}" };

    private SessionStore Store() =>
        new(new SessionFile(SessionsFile), _directory, _time, NullLogger<SessionStore>.Instance);
}
