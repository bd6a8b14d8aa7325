using System.Collections.Immutable;
using HaDashboard.Adapters.NodeLogs;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests configured log commands with a real sshd.</summary>
public sealed class NodeLogTests
{
    private static readonly NodeName Name = NodeName.Parse("node");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfiguredLogCommand_RunsUnchangedWithLimitedOutput_OthersAreRefused()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        const string Line = "printf 'first\\n\\033]0;owned\\007second\\n\\033[31mred\\033[0m\\n'; exit 4";
        const string Long = "seq 1 20000"; // 108,894 bytes.
        var logs = new NodeLogReader(
            [
                new NodeLogOptions(
                    Name,
                    ImmutableDictionary<NodeLog, string>.Empty.Add(NodeLog.Etcd, Line).Add(NodeLog.HaProxyJournal, Long)
                ),
            ],
            _ => connection,
            TimeProvider.System
        );

        var etcd = await logs.ReadAsync(Name, NodeLog.Etcd, Ct);
        var journal = await logs.ReadAsync(Name, NodeLog.HaProxyJournal, Ct);

        Assert.Equal((Line, 4, false, false), (etcd.CommandLine, etcd.ExitCode, etcd.IsCut, etcd.TimedOut));
        Assert.Equal("first", etcd.Lines[0]);
        Assert.DoesNotContain(etcd.Lines, line => line.Any(char.IsControl));
        Assert.True(journal.IsCut);
        Assert.Equal("20000", journal.Lines[^1]); // The newest lines are kept.
        Assert.InRange(journal.Lines.Sum(line => line.Length + 1), 60_000, 66_000);
        Assert.Null(logs.LineOf(Name, NodeLog.Scheduler));
        await Assert.ThrowsAsync<SourceFailureException>(() => logs.ReadAsync(Name, NodeLog.Scheduler, Ct));
    }
}
