using System.Globalization;
using System.Text.Json;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Text;

public sealed class MessageTests
{
    [Fact]
    public void AMessage_IsWordedFromItsResource() =>
        Assert.Equal(
            "etcd has lost quorum: 1 of 3 members remain (quorum is 2). API writes fail.",
            EtcdTexts.QuorumLost(1, 3, 2).ToString()
        );

    [Fact]
    public void AMessageWithinAMessage_IsWordedWithIt() =>
        Assert.Equal(
            "etcd has lost quorum: one and two of 3 members remain (quorum is 2). API writes fail.",
            EtcdTexts.QuorumLost(Message.Join(" and ", Message.Verbatim("one"), Message.Verbatim("two")), 3, 2)
        );

    [Fact]
    public void MessagesWithTheSameIdAndArguments_AreEqual()
    {
        var one = EtcdTexts.QuorumLost(1, 3, 2);

        Assert.Equal(one, EtcdTexts.QuorumLost(1, 3, 2));
        Assert.Equal(one.GetHashCode(), EtcdTexts.QuorumLost(1, 3, 2).GetHashCode());
        Assert.NotEqual(one, EtcdTexts.QuorumLost(2, 3, 2));
        Assert.NotEqual(one, Message.Verbatim(one.ToString()));
        Assert.NotEqual(
            Message.Join(" ", Message.Verbatim("a"), Message.Verbatim("b")),
            Message.Join(", ", Message.Verbatim("a"), Message.Verbatim("b"))
        );
    }

    [Fact]
    public void AForeignText_IsShownAsItIs() =>
        Assert.Equal("{node} '{'", Message.Verbatim("{node} '{'").In(CultureInfo.InvariantCulture));

    [Fact]
    public void Json_CarriesTheText()
    {
        var json = JsonSerializer.Serialize(new { Message = EtcdTexts.QuorumLost(1, 3, 2) });

        Assert.Equal(
            """{"Message":"etcd has lost quorum: 1 of 3 members remain (quorum is 2). API writes fail."}""",
            json
        );
        Assert.Equal("text", JsonSerializer.Deserialize<Message>("\"text\"")!.ToString());
    }
}
