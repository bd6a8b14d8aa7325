using System.Globalization;
using HaDashboard.Adapters.Audit;
using HaDashboard.Core.Operations.Commands;
using Xunit;

namespace HaDashboard.Adapters.Tests.Audit;

public sealed class JsonLinesAuditLogTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hadashboard-audit-");

    private string AuditFile => Path.Combine(_directory.FullName, "data", "audit.jsonl");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Read_ReturnsNewestEntryFirst()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await AppendAsync(log, 1, 2, 3);

        Assert.Equal(["3", "2"], await IdsAsync(log, 2));
        Assert.Equal(Entry(3), (await log.ReadAsync(1, TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Append_AfterRestart_Continues()
    {
        using (var before = new JsonLinesAuditLog(AuditFile))
        {
            await AppendAsync(before, 1);
        }

        using var after = new JsonLinesAuditLog(AuditFile);
        await AppendAsync(after, 2);

        Assert.Equal(["2", "1"], await IdsAsync(after, 10));
    }

    [Fact]
    public async Task Read_CutLastLine_SkipsOnlyThatLine()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await AppendAsync(log, 1, 2);
        await using (var file = new FileStream(AuditFile, FileMode.Open))
        {
            file.SetLength(file.Length - 20); // As after a power failure during the write.
        }

        Assert.Equal(["1"], await IdsAsync(log, 10));
        await AppendAsync(log, 3);
        Assert.Equal(["3", "1"], await IdsAsync(log, 10));
    }

    [Fact]
    public async Task Read_FileLargerThanOneBlock_ReturnsAllEntries()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await File.WriteAllLinesAsync(
            AuditFile,
            Enumerable
                .Range(1, 3000)
                .Select(i =>
                    System.Text.Json.JsonSerializer.Serialize(
                        new
                        {
                            at = DateTimeOffset.UnixEpoch,
                            kind = "Intent",
                            commandId = i.ToString(CultureInfo.InvariantCulture),
                            by = "ops",
                            role = "Operator",
                            from = "::1",
                            command = new string('é', i % 200),
                        }
                    )
                ),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(
            Enumerable.Range(1, 3000).Reverse().Select(i => i.ToString(CultureInfo.InvariantCulture)),
            await IdsAsync(log, 5000)
        );
    }

    [Fact]
    public async Task Read_FileWithoutLineEnds_IsNotReadCompletely()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await File.WriteAllTextAsync(
            AuditFile,
            new string('x', 3 * 1024 * 1024),
            TestContext.Current.CancellationToken
        );
        await AppendAsync(log, 1);

        Assert.Equal(["1"], await IdsAsync(log, 10));
    }

    [Fact]
    public async Task Append_ConcurrentWriters_WritesOneLineEach()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => log.AppendAsync(Entry(i), CancellationToken.None)));

        Assert.Equal(20, (await IdsAsync(log, 100)).Distinct().Count());
    }

    [Fact]
    public void Folder_IsAccessibleForThisAccountOnly()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        if (OperatingSystem.IsWindows())
        {
            return; // Windows has no such file modes.
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AuditFile));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(AuditFile)!)
        );
    }

    private static AuditEntry Entry(int id) =>
        new(
            DateTimeOffset.UnixEpoch.AddSeconds(id),
            AuditKind.Outcome,
            id.ToString(CultureInfo.InvariantCulture),
            "ops",
            "Operator",
            "10.0.0.1",
            "reload haproxy on k8smaster1",
            "line\nbreak",
            true,
            "done",
            "sudo -n systemctl reload haproxy"
        );

    private static async Task AppendAsync(JsonLinesAuditLog log, params int[] ids)
    {
        foreach (var id in ids)
        {
            await log.AppendAsync(Entry(id), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<IEnumerable<string>> IdsAsync(JsonLinesAuditLog log, int limit) =>
        (await log.ReadAsync(limit, TestContext.Current.CancellationToken)).Select(entry => entry.CommandId);
}
