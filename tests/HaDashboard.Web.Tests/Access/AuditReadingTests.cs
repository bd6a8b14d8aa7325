using System.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Export;
using HaDashboard.Reading;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class AuditReadingTests
{
    private static readonly Caller Admin = new("root", UserRole.Admin, "192.0.2.1");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Log _log = new();

    [Fact]
    public async Task IntentWithoutOutcome_IsUnknownFromBeforeTheStart_AndUnderWaySince()
    {
        _log.Add(Entry("crashed", AuditKind.Intent));
        _log.Add(Entry("done", AuditKind.Intent), Entry("done", AuditKind.Outcome) with { Succeeded = true });
        _log.Add(Entry("failed", AuditKind.Intent), Entry("failed", AuditKind.Outcome) with { Succeeded = false });
        _log.Add(Entry("no", AuditKind.Refused), Entry("sign in", AuditKind.Outcome) with { Succeeded = true });
        _time.Advance(TimeSpan.FromSeconds(1));
        var reading = new AuditReading(_log, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Add(Entry("now", AuditKind.Intent));

        Assert.Equal(
            ["now UnderWay", "sign in Succeeded", "no Refused", "failed Failed", "done Succeeded", "crashed Unknown"],
            (await ReadAsync(reading, Admin)).Select(row => $"{row.Intent.CommandId} {row.State}")
        );
    }

    [Fact]
    public async Task Others_AreForAnAdminAlone()
    {
        _log.Add(Entry("1", AuditKind.Refused) with { By = "ops" }, Entry("2", AuditKind.Refused) with { By = "OPS" });
        var reading = new AuditReading(_log, _time);

        Assert.Equal(2, (await ReadAsync(reading, Admin)).Length);
        Assert.Equal(
            ["1"],
            (await ReadAsync(reading, new Caller("ops", UserRole.Operator, "192.0.2.1"))).Select(row =>
                row.Intent.CommandId
            )
        );
        Assert.Empty(await ReadAsync(reading, new Caller("ops", UserRole.None, "192.0.2.1")));
    }

    [Fact]
    public async Task Filter_ByWordsAndState()
    {
        _log.Add(
            Entry("1", AuditKind.Refused) with
            {
                Command = "reload haproxy on k8smaster1",
            },
            Entry("2", AuditKind.Refused) with
            {
                Command = "reload haproxy on k8smaster2",
            }
        );
        var reading = new AuditReading(_log, _time);

        Assert.Equal(["2"], (await ReadAsync(reading, Admin, "RELOAD master2")).Select(row => row.Intent.CommandId));
        Assert.Empty(await ReadAsync(reading, Admin, null, AuditState.Unknown));
    }

    [Fact]
    public async Task Csv_MakesNoFormulaOfAReason()
    {
        _log.Add(Entry("1", AuditKind.Refused) with { Reason = "=HYPERLINK(\"http://evil.example\",\"a\")" });
        var csv = Encoding.UTF8.GetString(AuditExport.Csv(await ReadAsync(new AuditReading(_log, _time), Admin)));

        Assert.Contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"a\"\")\"", csv, StringComparison.Ordinal);
    }

    private static async Task<System.Collections.Immutable.ImmutableArray<AuditRow>> ReadAsync(
        AuditReading reading,
        Caller caller,
        string? text = null,
        AuditState? state = null
    ) => await reading.ReadAsync(caller, text, state, TestContext.Current.CancellationToken);

    private AuditEntry Entry(string id, AuditKind kind) =>
        new(_time.GetUtcNow(), kind, id, "ops", "Operator", "192.0.2.1", "reload", "because", null, null, null);

    private sealed class Log : IAuditLog
    {
        private readonly List<AuditEntry> _entries = [];

        public void Add(params AuditEntry[] entries) => _entries.AddRange(entries);

        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([.. _entries.AsEnumerable().Reverse()]);
    }
}
