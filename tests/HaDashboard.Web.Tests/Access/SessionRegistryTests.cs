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
    public void Session_IsValidUntilItIsEnded_AndWhoHoldsAPageOpenIsTold()
    {
        using var book = Book();
        var told = 0;
        book.Changed += () => told++;
        var session = Begin(book);
        Assert.True(book.IsStillValid(Caller(session)));

        Assert.NotNull(book.End(session.Id));

        Assert.False(book.IsStillValid(Caller(session)));
        Assert.Equal(1, told);
        Assert.Null(book.End(session.Id));
    }

    [Fact]
    public void CallerWhoSaysMoreThanTheSession_IsNotValid()
    {
        using var book = Book();
        var session = Begin(book);

        Assert.False(book.IsStillValid(Caller(session) with { Role = UserRole.Admin }));
        Assert.False(book.IsStillValid(Caller(session) with { Name = "root" }));
        Assert.False(book.IsStillValid(Caller(session) with { Credential = "Cookie unknown" }));
        Assert.False(book.IsStillValid(Caller(session) with { Credential = null }));
        Assert.False(book.IsStillValid(Caller(session) with { Credential = $"Oidc {session.Id}" }));
    }

    [Fact]
    public void Restart_KeepsWhoIsSignedIn_AndNotWhoWasEnded_InAFileForThisAccountAlone()
    {
        Session kept,
            ended;
        using (var before = Book())
        {
            (kept, ended) = (Begin(before), Begin(before));
            before.End(ended.Id);
        }

        using var after = Book();

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
        using var book = Book();

        Assert.Empty(book.All);
    }

    [Fact]
    public void UserTakenOutOfTheConfiguration_LosesTheSessionAndTheToken()
    {
        using var book = Book();
        var session = Begin(book);
        var told = 0;
        book.Changed += () => told++;
        var token = new Caller("ci", UserRole.Viewer, "192.0.2.1")
        {
            Credential = $"Bearer {AccessDirectory.StampOf(Ci)}",
        };
        Assert.True(book.IsStillValid(token));

        _configuration.Reload(); // it names nobody

        Assert.False(book.IsStillValid(Caller(session)));
        Assert.False(book.IsStillValid(token));
        Assert.Equal(1, told);
    }

    [Fact]
    public void TwelveHoursWithoutASign_EndIt_AndBeingSeenKeepsIt()
    {
        using var book = Book();
        var (seen, forgotten) = (Begin(book), Begin(book));
        _time.Advance(TimeSpan.FromHours(11));
        Assert.True(book.IsStillValid(Caller(seen)));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.True(book.IsStillValid(Caller(seen)));
        Assert.False(book.IsStillValid(Caller(forgotten)));
        Assert.Equal([seen.Id], book.All.Select(session => session.Id));
    }

    [Fact]
    public void ManySignIns_OfOne_PushOutHisOwnOldest()
    {
        using var book = Book();
        var first = Begin(book);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Begin(book);
        }

        Assert.Equal(20, book.All.Length);
        Assert.False(book.IsStillValid(Caller(first)));
    }

    private static Session Begin(SessionRegistry book) =>
        book.Begin("ops", UserRole.Operator, SignInMethod.Password, "192.0.2.1", AccessDirectory.StampOf(Ops), []);

    private static Caller Caller(Session session) =>
        new(session.Name, session.Role, session.From) { Credential = $"Cookie {session.Id}" };

    private SessionRegistry Book() =>
        new(new SessionFile(SessionsFile), _directory, _time, NullLogger<SessionRegistry>.Instance);
}
