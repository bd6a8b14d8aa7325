using HaDashboard.Adapters.Audit;
using HaDashboard.Core.Operations.Commands;
using Xunit;

namespace HaDashboard.Adapters.Tests.Audit;

public sealed class AuditChainTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hadashboard-audit-");

    private string AuditFile => Path.Combine(_directory.FullName, "audit.jsonl");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Verify_UnchangedFile_HasNoProblem_AlsoAfterRestart()
    {
        await AppendAsync(1, 2);
        await AppendAsync(3);

        Assert.Equal(new AuditChainResult(3, 0, null), await VerifyAsync());
    }

    [Fact]
    public async Task Verify_MissingFile_HasNoProblem() =>
        Assert.Equal(new AuditChainResult(0, 0, null), await VerifyAsync());

    [Fact]
    public async Task Verify_ChangedLine_IsDetectedAtNextLine()
    {
        await AppendAsync(1, 2, 3);
        await File.WriteAllTextAsync(
            AuditFile,
            (await File.ReadAllTextAsync(AuditFile, TestContext.Current.CancellationToken)).Replace(
                "\"by\":\"user2\"",
                "\"by\":\"other\"",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(
            "Line 3 does not match the line before it: that line was changed, or lines between them were removed.",
            (await VerifyAsync()).Problem
        );
    }

    [Theory]
    [InlineData(1, "Line 2 does not match")]
    [InlineData(2, "The end is missing")]
    public async Task Verify_RemovedLine_IsDetected(int index, string problem)
    {
        await AppendAsync(1, 2, 3);
        var lines = (await File.ReadAllLinesAsync(AuditFile, TestContext.Current.CancellationToken)).ToList();
        lines.RemoveAt(index);
        await File.WriteAllTextAsync(
            AuditFile,
            string.Concat(lines.Select(line => line + "\n")),
            TestContext.Current.CancellationToken
        );

        Assert.StartsWith(problem, (await VerifyAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FileWithoutBeginning_ReportsThatItContinuesAnother()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await AppendAsync(log, 1, 2);
        File.Delete(AuditFile);
        await AppendAsync(log, 3);

        Assert.Equal(
            new AuditChainResult(1, 0, null, Continues: true),
            await log.VerifyAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Verify_ChangedLastLine_IsDetectedByHeadFile()
    {
        await AppendAsync(1, 2);
        await File.WriteAllTextAsync(
            AuditFile,
            (await File.ReadAllTextAsync(AuditFile, TestContext.Current.CancellationToken)).Replace(
                "\"by\":\"user2\"",
                "\"by\":\"other\"",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );

        Assert.StartsWith("The end is missing or was changed", (await VerifyAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_InsertedLine_IsDetected()
    {
        await AppendAsync(1, 2);
        await File.AppendAllTextAsync(AuditFile, "{\"by\":\"nobody\"}\n", TestContext.Current.CancellationToken);

        Assert.Equal("Line 3 has no hash: it was not written by the dashboard.", (await VerifyAsync()).Problem);
    }

    [Fact]
    public async Task Verify_LineCutByCrash_IsNotAProblem()
    {
        await AppendAsync(1);
        await File.AppendAllTextAsync(AuditFile, "{\"previous\":\"12", TestContext.Current.CancellationToken);
        await AppendAsync(2);

        Assert.Equal(new AuditChainResult(2, 0, null), await VerifyAsync());
    }

    [Fact]
    public async Task Verify_LinesOfVersionWithoutChain_AreCountedSeparately()
    {
        await File.WriteAllTextAsync(
            AuditFile,
            "{\"by\":\"ops\"}\n{\"by\":\"ops\"}\n",
            TestContext.Current.CancellationToken
        );
        await AppendAsync(1, 2);

        Assert.Equal(new AuditChainResult(2, 2, null), await VerifyAsync());
    }

    private async Task AppendAsync(params int[] numbers)
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        await AppendAsync(log, numbers);
    }

    private static async Task AppendAsync(JsonLinesAuditLog log, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await log.AppendAsync(
                new AuditEntry(
                    DateTimeOffset.UnixEpoch,
                    AuditKind.Intent,
                    $"{number}",
                    $"user{number}",
                    "Admin",
                    "192.0.2.1",
                    "reload",
                    "because",
                    null,
                    null,
                    null
                ),
                TestContext.Current.CancellationToken
            );
        }
    }

    private async Task<AuditChainResult> VerifyAsync()
    {
        using var log = new JsonLinesAuditLog(AuditFile);
        return await log.VerifyAsync(TestContext.Current.CancellationToken);
    }
}
