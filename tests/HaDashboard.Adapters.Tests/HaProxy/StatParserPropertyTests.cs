using System.Text;
using CsCheck;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class StatParserPropertyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[][] Replies = [.. Captured.Tables().Select(t => Captured.Reply(t.Version, t.Name))];
    private static readonly Gen<byte[]> AnyReply = Gen.Int[0, Replies.Length - 1].Select(i => Replies[i]);

    [Fact]
    public void Parse_AnyCellsQuotedAsHaProxyDoes_AreReturnedUnchanged() =>
        Gen.Select(Gen.String[Gen.Char["ab,\"\n\r\té漢<&; "], 0, 90].Array[3, 12].Array[1, 8], Gen.Bool)
            .Sample(
                (table, twice) =>
                {
                    var width = table.Min(row => row.Length);
                    var text = new StringBuilder("# pxname,svname,type,iid,sid,status,")
                        .AppendJoin("", Enumerable.Range(0, width).Select(i => $"c{i},"))
                        .Append('\n');
                    for (var row = 0; row < table.Length; row++)
                    {
                        text.Append($"p,s{row},2,1,{row},UP,")
                            .AppendJoin("", table[row].Take(width).Select(cell => Quoted(cell) + ","))
                            .Append('\n');
                    }

                    var parser = new StatParser();
                    var bytes = Encoding.UTF8.GetBytes(text.ToString());
                    if (twice)
                    {
                        parser.Parse(bytes, Noon);
                    }

                    var servers = Assert.Single(parser.Parse(bytes, Noon).Proxies).Servers;
                    Assert.Equal(table.Length, servers.Length);
                    for (var row = 0; row < table.Length; row++)
                    {
                        for (var cell = 0; cell < width; cell++)
                        {
                            Assert.Equal(table[row][cell], servers[row].Row.Text($"c{cell}") ?? "");
                        }
                    }
                },
                iter: 5000
            );

    [Fact]
    public void Parse_RandomBytes_OnlyASourceFailure() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool)
            .Sample(
                (bytes, header) =>
                    Survives(
                        new StatParser(),
                        header ? [.. "# pxname,svname,type,iid,sid,status,\n"u8, .. bytes] : bytes
                    ),
                iter: 20_000
            );

    [Fact]
    public void Parse_TruncatedAnywhere_OnlyASourceFailure() =>
        Gen.Select(AnyReply, Gen.Double[0, 1])
            .Sample((reply, where) => Survives(new StatParser(), reply[..(int)(reply.Length * where)]), iter: 2000);

    [Fact]
    public void Parse_BitsFlippedBetweenTwoPolls_OnlyASourceFailureAndTheNextPollIsComplete() =>
        Gen.Select(AnyReply, Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 20])
            .Sample(
                (reply, flips) =>
                {
                    var parser = new StatParser();
                    var before = parser.Parse(reply, Noon);
                    var damaged = reply.ToArray();
                    foreach (var (where, with) in flips)
                    {
                        damaged[where % damaged.Length] ^= with;
                    }

                    Survives(parser, damaged);
                    var after = StatParserTests.RowsOf(parser.Parse(reply, Noon));
                    Assert.Equal(
                        StatParserTests.RowsOf(before).Select(row => Convert.ToHexString(row.Bytes)),
                        after.Select(row => Convert.ToHexString(row.Bytes))
                    );
                },
                iter: 2000
            );

    [Fact]
    public void Parse_AnyTableAfterAnyOther_IsTheSameAsIfParsedAlone() =>
        AnyReply
            .Array[2, 6]
            .Sample(
                replies =>
                {
                    var parser = new StatParser();
                    foreach (var reply in replies)
                    {
                        var (alone, after) = (new StatParser().Parse(reply, Noon), parser.Parse(reply, Noon));
                        Assert.Equal(
                            alone.Proxies.Select(p => (p.Name, p.Id, p.Frontend?.Status, p.Backend?.Status)),
                            after.Proxies.Select(p => (p.Name, p.Id, p.Frontend?.Status, p.Backend?.Status))
                        );
                        Assert.Equal(
                            alone
                                .Proxies.SelectMany(p => p.Servers)
                                .Select(s =>
                                    (
                                        s.Path,
                                        s.ProxyId,
                                        s.ServerId,
                                        s.Status,
                                        s.Check,
                                        s.Weight,
                                        s.Address,
                                        s.LastChangeSeconds
                                    )
                                ),
                            after
                                .Proxies.SelectMany(p => p.Servers)
                                .Select(s =>
                                    (
                                        s.Path,
                                        s.ProxyId,
                                        s.ServerId,
                                        s.Status,
                                        s.Check,
                                        s.Weight,
                                        s.Address,
                                        s.LastChangeSeconds
                                    )
                                )
                        );
                        Assert.Equal(
                            StatParserTests.RowsOf(alone).Select(r => Convert.ToHexString(r.Bytes)),
                            StatParserTests.RowsOf(after).Select(r => Convert.ToHexString(r.Bytes))
                        );
                    }
                },
                iter: 500
            );

    private static void Survives(StatParser parser, byte[] reply)
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

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
