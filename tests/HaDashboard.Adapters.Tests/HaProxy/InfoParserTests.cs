using System.Text;
using CsCheck;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class InfoParserTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private const string Least = "Name: HAProxy\nVersion: 3.2.0\nPid: 7\nUptime_sec: 12\nStopping: 0\n";

    public static TheoryData<string, string, int> Versions =>
        new()
        {
            { "2.4", "2.4.0-6cbbecf09", 55 },
            { "2.6", "2.6.12-1+deb12u4", 0 },
            { "2.8", "2.8.0-fdd8154ed", 58 },
            { "3.0", "3.0.0-5590ada47", 59 },
            { "3.2", "3.2.0-e134140d2", 62 },
        };

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_EachVersion_ReturnsItsFieldsInOrder(string version, string text, int fields)
    {
        var reply = Captured.Text(version, "show-info.txt");
        var process = new InfoParser().Parse(Encoding.UTF8.GetBytes(reply), Noon);
        Assert.Equal(text, process.Version);
        Assert.False(process.Stopping);
        Assert.InRange(process.Pid, 1, 100);
        Assert.InRange(process.UptimeSeconds, 1, 100);
        Assert.Equal("edge, rack \"7\"; row=B: main", process.Text("description"));
        Assert.Equal(
            reply
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]),
            process.Fields.Select(f => f.Key)
        );
        Assert.Equal("0", process.Text("Unstoppable Jobs"));
        Assert.True(fields == 0 || Math.Abs(process.Fields.Length - fields) <= 2, $"{process.Fields.Length} fields");
    }

    [Fact]
    public void Parse_WorkerThatAReloadReplaced_IsStopping()
    {
        foreach (var version in Captured.Versions)
        {
            Assert.True(
                new InfoParser().Parse(Captured.Reply(version, "reload-plain-old-conn-show-info.txt"), Noon).Stopping
            );
            Assert.True(
                new InfoParser()
                    .Parse(Captured.Reply(version, "reload-expose-fd-old-conn-show-info.txt"), Noon)
                    .Stopping
            );
        }
    }

    [Fact]
    public void Parse_AgainWithOneNumberChanged_KeepsTheOtherStrings()
    {
        var parser = new InfoParser();
        var reply = Captured.Text("3.2", "show-info.txt");
        var before = parser.Parse(Encoding.UTF8.GetBytes(reply), Noon);
        var after = parser.Parse(
            Encoding.UTF8.GetBytes(
                reply.Replace($"Uptime_sec: {before.UptimeSeconds}\n", "Uptime_sec: 123456\n", StringComparison.Ordinal)
            ),
            Noon
        );
        Assert.Equal(123456, after.UptimeSeconds);
        for (var i = 0; i < before.Fields.Length; i++)
        {
            Assert.Same(before.Fields[i].Key, after.Fields[i].Key);
            Assert.True(
                before.Fields[i].Key == "Uptime_sec" || ReferenceEquals(before.Fields[i].Value, after.Fields[i].Value)
            );
        }
    }

    [Theory]
    [InlineData("", "has no Version")]
    [InlineData("Permission denied\n", "a line without a name")]
    [InlineData("Name: HAProxy\nVersion: 3", "is truncated")]
    [InlineData("Version: 3\nUptime_sec: 1\nStopping: 0\n", "has no Pid")]
    [InlineData("Version: 3\nPid: 1\nStopping: 0\n", "has no Uptime_sec")]
    [InlineData("Version: 3\nPid: 1\nUptime_sec: 1\nStopping: x\n", "has Stopping 'x'")]
    [InlineData("Version: 3\nPid: x\nUptime_sec: 1\nStopping: 0\n", "has Pid 'x'")]
    [InlineData("Version: 3\nPid: 99999999999\nUptime_sec: 1\nStopping: 0\n", "has Pid")]
    [InlineData("Version: 3\nPid: 1\nUptime_sec: -1\nStopping: 0\n", "has Uptime_sec '-1'")]
    public void Parse_IncompleteAnswer_ThrowsWithTheReason(string reply, string reason)
    {
        var failure = Assert.Throws<SourceFailureException>(() =>
            new InfoParser().Parse(Encoding.UTF8.GetBytes(reply), Noon)
        );
        Assert.Equal(FailureKind.Malformed, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyBytesBetweenTwoPolls_OnlyASourceFailureAndTheNextPollIsComplete() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, Least.Length - 1], Gen.Byte)
            .Sample(
                (bytes, where, flip) =>
                {
                    var parser = new InfoParser();
                    var whole = Encoding.UTF8.GetBytes(Least);
                    var damaged = whole.ToArray();
                    damaged[where] ^= flip;
                    Survives(parser, whole);
                    Survives(parser, bytes);
                    Survives(parser, damaged);
                    Assert.Equal(new InfoParser().Parse(whole, Noon).Fields, parser.Parse(whole, Noon).Fields);
                },
                iter: 5000
            );

    private static void Survives(InfoParser parser, byte[] reply)
    {
        try
        {
            parser.Parse(reply, Noon);
        }
        catch (SourceFailureException e)
        {
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
