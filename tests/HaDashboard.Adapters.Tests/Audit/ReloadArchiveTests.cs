using System.Text;
using HaDashboard.Adapters.Audit;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.Audit;

public sealed class ReloadArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("had-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_ReturnsLastWrittenStateOfEachReload()
    {
        var record = Record("a", 1) with { IsRolling = true, Hold = Message.Verbatim("waiting"), Reapplies = true };
        Archive().Write(Record("b", 2));
        Archive().Write(record with { Hold = null });
        Archive().Write(record);
        var read = Archive().Read();
        Assert.Equal(["b", "a"], read.Select(r => r.Id)); // The newest is first.
        var (before, after) = (record.Nodes[0], read[1].Nodes[0]);
        Assert.Equal(
            (record.By, record.Hold, record.IsRolling, record.StartedAt),
            (read[1].By, read[1].Hold, read[1].IsRolling, read[1].StartedAt)
        );
        Assert.Equal(
            (before.Node, before.Before, before.Outcome, before.Output),
            (after.Node, after.Before, after.Outcome, after.Output)
        );
        Assert.Equal(before.Lost!.Value, after.Lost!.Value);
        Assert.Equal(before.Messages, after.Messages);
        Assert.Equal(before.Times, after.Times);
        Assert.Equal(before.Reapplied, after.Reapplied);
    }

    [Fact]
    public void Read_CanceledReload_HasItsNameInTheFileSinceTheFirstVersion()
    {
        Archive().Write(Record("a", 1) with { IsCanceled = true });

        Assert.Contains("\"isCalledOff\":true", File.ReadAllText(PathOf), StringComparison.Ordinal);
        Assert.True(Archive().Read().Single().IsCanceled);
    }

    [Fact]
    public void Read_LineCutByCrash_SkipsOnlyThatLine()
    {
        Archive().Write(Record("a", 1));
        File.AppendAllText(PathOf, """{"id":"b","by":"o""", Encoding.UTF8);
        Archive().Write(Record("c", 3));
        Assert.Equal(["c", "a"], Archive().Read().Select(r => r.Id));
    }

    [Fact]
    public void MissingFile_HasNoRecords_AndUnwritableFileDoesNotThrow()
    {
        Assert.Empty(Archive().Read());
        Directory.CreateDirectory(PathOf);
        Archive().Write(Record("a", 1));
    }

    [Fact]
    public void File_IsAccessibleForThisAccountOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Windows has no such file modes.
        }

        Archive().Write(Record("a", 1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf));
    }

    private string PathOf => Path.Combine(_folder, "reloads.jsonl");

    private JsonLinesReloadArchive Archive() => new(PathOf, NullLogger<JsonLinesReloadArchive>.Instance);

    private static ReloadRecord Record(string id, int second)
    {
        var at = new DateTimeOffset(2026, 11, 22, 12, 0, second, TimeSpan.Zero);
        var change = new RuntimeChange(
            ProxyName.Parse("api-backend"),
            ServerName.Parse("master2"),
            RuntimeChangeKind.Weight,
            7,
            1
        );
        return new ReloadRecord(
            id,
            "ops",
            "new certificate",
            at,
            at.AddSeconds(5),
            ReloadState.Finished,
            [
                new NodeReload(
                    NodeName.Parse("k8smaster1"),
                    ReloadPhase.Done,
                    ReloadOutcome.Suspect,
                    0,
                    "$ check\n",
                    Message.Verbatim("why"),
                    new ReloadWorker(1, 2, "2.6.12") { OldWorkers = 1, ServersUp = 3 },
                    null
                )
                {
                    Lost = [change],
                    Reapplied = [new ReappliedChange(change, false, Message.Verbatim("refused"))],
                    Messages =
                    [
                        new CheckMessage(CheckSeverity.Alert, "/etc/haproxy/haproxy.cfg", 7, "unknown keyword"),
                    ],
                    Times = [new PhaseTime(ReloadPhase.Checking, at)],
                },
            ]
        );
    }
}
