using HaDashboard.Core.Facts.HaProxy;
using Xunit;
using static HaDashboard.Core.Facts.HaProxy.ServerOperationalState;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ServerStatusTests
{
    [Theory]
    [InlineData("UP", Up)]
    [InlineData("DOWN", Down)]
    [InlineData("NOLB", NoLb)]
    [InlineData("DRAIN", Drain)]
    [InlineData("MAINT", Maint)]
    [InlineData("no check", NoCheck)]
    public void Parse_PlainWord_IsThatStateWithNothingElse(string text, ServerOperationalState state) =>
        Assert.Equal(new ServerStatus(state, null, null, null, text), ServerStatus.Parse(text));

    [Theory]
    [InlineData("UP 1/3", Up, 1, 3)]
    [InlineData("UP 2/3", Up, 2, 3)]
    [InlineData("UP 0/3", Up, 0, 3)]
    [InlineData("UP -1/3", Up, -1, 3)]
    [InlineData("NOLB 1/3", NoLb, 1, 3)]
    [InlineData("DRAIN 2/3", Drain, 2, 3)]
    [InlineData("DOWN 1/2", Down, 1, 2)]
    [InlineData("DOWN 0/2", Down, 0, 2)]
    [InlineData("UP 999999999/999999999", Up, 999999999, 999999999)]
    public void Parse_Progress_KeepsBothNumbers(string text, ServerOperationalState state, int n, int m) =>
        Assert.Equal(new ServerStatus(state, n, m, null, text), ServerStatus.Parse(text));

    [Theory]
    [InlineData("DOWN (agent)", Down, "agent")]
    [InlineData("DRAIN (agent)", Drain, "agent")]
    [InlineData("MAINT (via api-backend/master1)", Maint, "via api-backend/master1")]
    [InlineData("MAINT (resolution)", Maint, "resolution")]
    public void Parse_Brackets_KeepsTheDetail(string text, ServerOperationalState state, string detail) =>
        Assert.Equal(new ServerStatus(state, null, null, detail, text), ServerStatus.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("up")]
    [InlineData("UP ")]
    [InlineData(" UP")]
    [InlineData("UP\n")]
    [InlineData("UP\nDOWN")]
    [InlineData("UPPER")]
    [InlineData("UP 1/")]
    [InlineData("UP /3")]
    [InlineData("UP 1 / 3")]
    [InlineData("UP +1/3")]
    [InlineData("UP 1/3 extra")]
    [InlineData("UP ١/٣")]
    [InlineData("UP 99999999999/3")]
    [InlineData("UP (2/3)")]
    [InlineData("UP (UNPUB)")]
    [InlineData("UP (dead)")]
    [InlineData("MAINT 1/2")]
    [InlineData("no check 1/2")]
    [InlineData("NO CHECK")]
    [InlineData("OPEN")]
    [InlineData("* UP")]
    [InlineData("ОР")]
    public void Parse_AnythingElse_IsUnknownAndNeverUp(string text)
    {
        var status = ServerStatus.Parse(text);
        Assert.Equal(new ServerStatus(Unknown, null, null, null, text), status);
    }

    [Theory]
    [InlineData("UP 2/3", "UP")]
    [InlineData("DOWN (agent)", "DOWN")]
    [InlineData("MAINT (via a/b)", "MAINT")]
    [InlineData("NOLB 1/2", "NOLB")]
    [InlineData("DRAIN", "DRAIN")]
    [InlineData("no check", "no check")]
    [InlineData("", "UNKNOWN")]
    [InlineData("SIDEWAYS", "SIDEWAYS")]
    [InlineData("\u001b[2J", "\\x1b[2J")]
    public void Word_IsHAProxysOwn_WithoutProgressDetailOrControlCharacters(string text, string word) =>
        Assert.Equal(word, ServerStatus.Parse(text).Word);

    [Theory]
    [InlineData("UP", false, false)]
    [InlineData("UP 2/3", true, false)]
    [InlineData("UP 1/3", true, false)]
    [InlineData("UP 0/3", false, false)]
    [InlineData("UP -1/3", false, false)]
    [InlineData("NOLB 2/3", true, false)]
    [InlineData("DRAIN 2/3", true, false)]
    [InlineData("DOWN", false, false)]
    [InlineData("DOWN 0/2", false, false)]
    [InlineData("DOWN 1/2", false, true)]
    [InlineData("DOWN (agent)", false, false)]
    [InlineData("MAINT", false, false)]
    [InlineData("no check", false, false)]
    [InlineData("", false, false)]
    public void GoingDownAndUp_FollowTheCounter(string text, bool down, bool up)
    {
        var status = ServerStatus.Parse(text);
        Assert.Equal((down, up), (status.IsGoingDown, status.IsGoingUp));
    }
}
