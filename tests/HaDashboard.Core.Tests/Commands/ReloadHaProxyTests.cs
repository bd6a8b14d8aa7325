using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Core.Tests.Commands;

public sealed class ReloadHaProxyTests
{
    private readonly Diary _diary = new();
    private readonly FakePolls _polls = new();
    private readonly FakeNodeCommands _commands;

    public ReloadHaProxyTests()
    {
        _commands = new FakeNodeCommands(_diary);
        _commands.Answers(NodeCommand.Check, output: "Configuration file is valid");
        _commands.Answers(NodeCommand.Reload);
    }

    [Theory]
    [InlineData(1, false, "The check command failed (exit code 1). Nothing was changed.")]
    [InlineData(127, false, "The check command failed (exit code 127). Nothing was changed.")]
    [InlineData(null, false, "The check command failed (no exit code). Nothing was changed.")]
    [InlineData(null, true, "The check command timed out. Nothing was changed.")]
    public async Task Check_Fails_IsRefusedAndTheReloadIsNeverRun(int? exitCode, bool timedOut, string explanation)
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Answers(NodeCommand.Check, exitCode, "[ALERT] line 7", timedOut);
        var (outcome, reload) = await EndOf(stage);
        Assert.Equal(["Check on k8smaster1"], _diary.Lines);
        Assert.Equal(
            (false, $"Refused: {explanation}", "Check it"),
            (outcome.Succeeded, outcome.Summary.ToString(), outcome.Executed)
        );
        Assert.Equal(
            (ReloadOutcome.Refused, explanation, exitCode),
            (reload.Outcome!.Value, reload.Explanation!.ToString(), reload.ExitCode)
        );
        Assert.Contains("[ALERT] line 7\n", reload.Output, StringComparison.Ordinal);
        Assert.Null(reload.After);
    }

    [Fact]
    public async Task Reload_Fails_IsFailedWithItsOutput()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Answers(NodeCommand.Reload, 1, "Unit haproxy.service is not active");
        var (outcome, reload) = await EndOf(stage);
        Assert.Equal(["Check on k8smaster1", "Reload on k8smaster1"], _diary.Lines);
        Assert.False(outcome.Succeeded);
        Assert.Equal((ReloadOutcome.Failed, 1), (reload.Outcome!.Value, reload.ExitCode));
        Assert.Equal(
            "$ Check it\nConfiguration file is valid\n[exit code 0]\n$ Reload it\nUnit haproxy.service is not active\n[exit code 1]\n",
            reload.Output
        );
        Assert.Equal("Check it\nReload it", outcome.Executed);
    }

    [Fact]
    public async Task NewWorkerSeen_IsSucceededWithBeforeAndAfter()
    {
        await using var stage = await StageAsync(A.Process(pid: 1, uptime: 86400));
        var running = Run(stage);
        Assert.Equal("k8smaster1", (await _polls.NextAsync()).Value);
        await ProvingAsync(stage);
        stage.Time.Advance(TimeSpan.FromMilliseconds(300));
        await stage.PublishAsync(Seen(stage, A.Process(pid: 2, uptime: 0)));
        var outcome = await running;
        var reload = Record;
        Assert.Equal(
            (true, "Succeeded: A new worker is serving: pid 2, was 1."),
            (outcome.Succeeded, outcome.Summary.ToString())
        );
        Assert.Equal(
            (
                new ReloadWorker(1, 86400, "2.6.12") { ServersUp = 1 },
                new ReloadWorker(2, 0, "2.6.12") { ServersUp = 1 }
            ),
            (reload.Before!, reload.After!)
        );
        Assert.Equal((ReloadPhase.Done, ReloadOutcome.Succeeded, 0), (reload.Phase, reload.Outcome, reload.ExitCode));
        Assert.Equal("k8smaster1", (await _polls.NextAsync()).Value);
    }

    [Fact]
    public async Task SamePidYoungerThanBefore_IsANewWorkerToo()
    {
        await using var stage = await StageAsync(A.Process(pid: 1, uptime: 86400));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(Seen(stage, A.Process(pid: 1, uptime: 0, started: 9999)));
        Assert.True((await running).Succeeded);
    }

    [Fact]
    public async Task SameWorkerForTwentySeconds_IsSuspectWhateverTheCommandSaid()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(Seen(stage, A.Process(pid: 1, uptime: 86401)));
        Assert.False(running.IsCompleted);
        TimeOut(stage);
        var outcome = await running;
        Assert.Equal(
            (
                false,
                "Unverified: The reload command reports success, but after 20 s only the old worker (pid 1) answers."
            ),
            (outcome.Succeeded, outcome.Summary.ToString())
        );
        Assert.Null(Record.After);
    }

    [Fact]
    public async Task FactsFromBeforeTheReload_AreNoProof()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var early = Seen(stage, A.Process(pid: 2, uptime: 0));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(early);
        TimeOut(stage);
        Assert.Equal(
            "Unverified: The reload command reports success, but no new worker was observed within 20 s: HAProxy cannot be observed now.",
            (await running).Summary
        );
    }

    [Fact]
    public async Task StoppingWorker_IsNoProofThoughItsPidIsNew()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(Seen(stage, A.Process(pid: 2, uptime: 0, stopping: true)));
        TimeOut(stage);
        Assert.Equal(
            "Unverified: The reload command reports success, but after 20 s only a stopping worker (pid 2) answers.",
            (await running).Summary
        );
    }

    [Fact]
    public async Task SourceFailsWhileProving_IsSuspect()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(Failed(stage));
        TimeOut(stage);
        Assert.Equal(
            "Unverified: The reload command reports success, but no new worker was observed within 20 s: HAProxy cannot be observed now.",
            (await running).Summary
        );
    }

    [Fact]
    public async Task SourceFailsAndComesBackWithANewWorker_IsSucceeded()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(Failed(stage));
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        await stage.PublishAsync(Seen(stage, A.Process(pid: 2, uptime: 4)));
        Assert.True((await running).Succeeded);
    }

    [Fact]
    public async Task ReloadTimesOut_TheProofDecides()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Answers(NodeCommand.Reload, null, timedOut: true);
        var running = Run(stage);
        await ProvingAsync(stage);
        TimeOut(stage);
        Assert.StartsWith(
            "Unverified: The reload command timed out, but ",
            (await running).Summary,
            StringComparison.Ordinal
        );
        Assert.Contains("[timed out]", Record.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(86400, false)]
    public async Task NothingKnownBefore_AWorkerYoungerThanTheReloadIsNew_AnOlderIsNot(long uptime, bool isNew)
    {
        await using var stage = await StageAsync(before: null);
        var running = Run(stage);
        await ProvingAsync(stage);
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        await stage.PublishAsync(Seen(stage, A.Process(pid: 7, uptime: uptime)));
        if (!isNew)
        {
            TimeOut(stage);
        }

        var outcome = await running;
        Assert.Equal(
            isNew
                ? "Succeeded: A new worker is serving: pid 7."
                : "Unverified: The reload command reports success, but after 20 s only "
                    + "a worker that started before the reload (pid 7) answers.",
            outcome.Summary
        );
        Assert.Null(Record.Before);
    }

    [Fact]
    public async Task StaleWorker_IsNotTakenForTheOneBefore()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        await stage.PublishAsync(Failed(stage));
        _commands.Answers(NodeCommand.Check, 1);
        var (_, reload) = await EndOf(stage);
        Assert.Null(reload.Before);
    }

    [Fact]
    public async Task NodeUnreachableBeforeTheReload_NothingWasChanged()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Fails(
            NodeCommand.Check,
            new SourceFailureException(FailureKind.Timeout, Message.Verbatim("no answer from k8smaster1."))
        );
        var (outcome, reload) = await EndOf(stage);
        Assert.Equal(
            (ReloadOutcome.Failed, "Nothing was changed: no answer from k8smaster1."),
            (reload.Outcome!.Value, reload.Explanation!.ToString())
        );
        Assert.Equal("", outcome.Executed);
    }

    [Fact]
    public async Task ConnectionLostDuringTheReload_NobodyKnows()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Fails(
            NodeCommand.Reload,
            new SourceFailureException(FailureKind.ConnectionLost, Message.Verbatim("the connection broke."))
        );
        var (outcome, reload) = await EndOf(stage);
        Assert.False(outcome.Succeeded);
        Assert.Equal(
            (
                ReloadOutcome.Suspect,
                "The connection failed during the reload, and its result is unknown: the connection broke."
            ),
            (reload.Outcome!.Value, reload.Explanation!.ToString())
        );
    }

    [Fact]
    public async Task FaultOfTheDashboard_EndsTheRecordAndIsThrown()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Fails(NodeCommand.Reload, new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(stage));
        Assert.Equal((ReloadOutcome.Suspect, ReloadPhase.Done), (Record.Outcome!.Value, Record.Phase));
        Assert.Null(_journal!.ReloadRunningOn(A.Name("k8smaster1")));
    }

    [Fact]
    public async Task Record_ExistsFromTheStart_AndReachesTheSnapshot()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var check = new TaskCompletionSource<NodeCommandResult>();
        _commands.Answers(NodeCommand.Check, () => check.Task);
        var running = Run(stage);
        var record = _journal!.ReloadRunningOn(A.Name("k8smaster1"));
        Assert.Equal(
            ("c1", "ops", "new certificate", ReloadState.Running),
            (record!.Id, record.By, record.Reason, record.State)
        );
        check.SetResult(new NodeCommandResult("check", 1, "", false));
        await running;
        var finished = _journal.FindReload("c1")!;
        Assert.Equal((ReloadState.Finished, stage.Time.GetUtcNow()), (finished.State, finished.FinishedAt!.Value));
        await stage.NextAsync(view => view.Snapshot.Reloads is [{ State: ReloadState.Finished }]);
        Assert.Null(_journal.FindReload("nobody"));
    }

    [Theory]
    [InlineData(
        "Success=0\n--\n[ALERT]    (35) : config : parsing [/etc/haproxy/haproxy.cfg:26] : unknown keyword 'bogus'\n",
        true
    )]
    [InlineData("Success=0\r\n", true)]
    [InlineData("", false)]
    public async Task ReloadThroughTheMasterCli_ItsWordCounts_WhateverTheExitCode(string output, bool isFailed)
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Answers(NodeCommand.Reload, output: output);
        var running = Run(stage);
        if (!isFailed)
        {
            await ProvingAsync(stage);
            TimeOut(stage);
        }

        Assert.Equal(
            isFailed,
            (await running).Summary.ToString()
                is "Failed: HAProxy did not load the configuration: its master process answered Success=0. The old worker is still serving."
        );
        Assert.Equal(
            output.Contains("ALERT", StringComparison.Ordinal) ? [26] : [],
            Record.Messages.Select(message => message.Line)
        );
    }

    [Fact]
    public async Task WhatTheLoadWrote_IsInTheOutcome_OnceAndWithoutItsNotices()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _commands.Answers(NodeCommand.Check, output: "[WARNING]  (9) : config : log format ignored\n");
        stage.Offer(
            SourceCatalogue.HaProxyMasterProcess.Observed(
                A.Name("k8smaster1"),
                Master(reloads: 4, failed: 0) with
                {
                    StartupLog = CheckMessage.In("[ALERT]  (1) : of the load before\n"),
                },
                stage.Time.GetUtcNow()
            )
        );
        await stage.NextAsync(view => view.Snapshot.Node("k8smaster1")!.MasterProcess.IsFresh);
        var running = Run(stage);
        await ProvingAsync(stage);
        var log = CheckMessage.In(
            "[NOTICE]   (16) : Initializing\n[WARNING]  (35) : config : log format ignored\n[ALERT]    (35) : "
                + "cannot bind\n[WARNING]  (16) : Former worker (32) exited with code 0 (Exit)\n"
        );
        stage.Offer(
            SourceCatalogue.HaProxyMasterProcess.Observed(
                A.Name("k8smaster1"),
                Master(reloads: 5, failed: 1) with
                {
                    StartupLog = log,
                },
                stage.Time.GetUtcNow()
            )
        );
        await stage.NextAsync(view => view.Snapshot.Node("k8smaster1")!.MasterProcess.Value!.LastReloadFailed);
        Assert.StartsWith("Failed: ", (await running).Summary, StringComparison.Ordinal);
        Assert.Equal(["log format ignored", "cannot bind"], Record.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task MasterSaysTheFileDidNotLoad_IsFailed_NotSuspect()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        stage.Offer(
            SourceCatalogue.HaProxyMasterProcess.Observed(
                A.Name("k8smaster1"),
                Master(reloads: 4, failed: 0),
                stage.Time.GetUtcNow()
            )
        );
        await stage.NextAsync(view => view.Snapshot.Node("k8smaster1")!.MasterProcess.IsFresh);
        var running = Run(stage);
        await ProvingAsync(stage);
        stage.Offer(
            SourceCatalogue.HaProxyMasterProcess.Observed(
                A.Name("k8smaster1"),
                Master(reloads: 5, failed: 1),
                stage.Time.GetUtcNow()
            )
        );
        await stage.NextAsync(view => view.Snapshot.Node("k8smaster1")!.MasterProcess.Value!.LastReloadFailed);
        Assert.Equal(
            "Failed: HAProxy did not load the configuration, according to its master process. The old worker (pid 1) is still serving.",
            (await running).Summary
        );
    }

    [Fact]
    public async Task NewWorkerWhoseChecksDoNotEnd_IsSuspect_AndSaysWhatIsNotProved()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        var running = Run(stage);
        await ProvingAsync(stage);
        await stage.PublishAsync(
            SourceCatalogue.HaProxy.Observed(
                A.Name("k8smaster1"),
                A.Reading(A.Process(pid: 2, uptime: 0), A.Server("master1", "UP 1/3", "INI")),
                stage.Time.GetUtcNow()
            )
        );
        while (await stage.Time.NextWaitAsync() != ReloadHaProxyHandler.SettleTimeout) { }

        stage.Time.Advance(ReloadHaProxyHandler.SettleTimeout);
        Assert.StartsWith(
            "Unverified: A new worker is serving: pid 2, was 1. Not verified: "
                + "health checks are not complete: api-backend/master1 is UP 1/3.",
            (await running).Summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task DryRun_ChecksAndReloadsNothing()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        _journal = new ActionJournal(stage.Store, stage.Time);
        var handler = new ReloadHaProxyHandler(stage.Store, _commands, _journal, _polls, stage.Time);
        var command = new ReloadHaProxy("c1", A.Name("k8smaster1")) { CheckOnly = true };
        Assert.True(
            (
                await handler.HandleAsync(
                    command,
                    new Caller("ops", UserRole.Operator, "192.0.2.7"),
                    "to see",
                    Patience.Token
                )
            ).Succeeded
        );
        Assert.Equal(["Check on k8smaster1"], _diary.Lines);
        Assert.Equal(ReloadOutcome.Skipped, Record.Outcome);
    }

    [Fact]
    public async Task SettingsReadBeforeTheReloadBegan_DoNotTellWhatIsLost_AndNothingIsPromised()
    {
        await using var stage = await StageAsync(A.Process(pid: 1));
        stage.Offer(
            SourceCatalogue.HaProxySettings.Observed(
                A.Name("k8smaster1"),
                new RuntimeSettings(A.Process(pid: 1), []),
                stage.Time.GetUtcNow().AddSeconds(-1)
            )
        );
        await stage.NextAsync(view => view.Snapshot.Node("k8smaster1")!.Settings.IsFresh);
        _journal = new ActionJournal(stage.Store, stage.Time);
        var handler = new ReloadHaProxyHandler(stage.Store, _commands, _journal, _polls, stage.Time);
        var command = new ReloadHaProxy("c1", A.Name("k8smaster1")) { Reapply = true };
        var running = handler.HandleAsync(
            command,
            new Caller("ops", UserRole.Operator, "192.0.2.7"),
            "new certificate",
            Patience.Token
        );
        while (await stage.Time.NextWaitAsync() != ReloadHaProxyHandler.SettingsTimeout) { }

        stage.Time.Advance(ReloadHaProxyHandler.SettingsTimeout);
        Assert.Equal(
            "Refused: The runtime changes could not be read, so they could not be restored. Nothing was changed.",
            (await running).Summary
        );
        Assert.Equal(["Check on k8smaster1"], _diary.Lines);
        Assert.Null(Record.Lost);
    }

    private static MasterProcess Master(int reloads, int failed) =>
        new(
            10,
            reloads,
            failed,
            TimeSpan.FromDays(1),
            "2.6.12",
            [new WorkerProcess(1, reloads, TimeSpan.FromHours(1), "2.6.12")],
            []
        );

    private ActionJournal? _journal;

    private static async Task<RunningStore> StageAsync(ProcessInfo? before)
    {
        var stage = await RunningStore.StartAsync();
        if (before is not null)
        {
            await stage.PublishAsync(Seen(stage, before));
        }

        return stage;
    }

    private static SourceObserved<HaProxyReading> Seen(RunningStore stage, ProcessInfo process) =>
        SourceCatalogue.HaProxy.Observed(
            A.Name("k8smaster1"),
            A.Reading(process, A.Server("master1")),
            stage.Time.GetUtcNow()
        );

    private static SourceFailed Failed(RunningStore stage) =>
        new(SourceId.HaProxy(A.Name("k8smaster1")), A.Failure(), stage.Time.GetUtcNow());

    /// <summary>The next that waits for as long as the proof may take is the handler.</summary>
    private static async Task ProvingAsync(RunningStore stage)
    {
        while (await stage.Time.NextWaitAsync() != ReloadHaProxyHandler.VerificationTimeout) { }
    }

    private static void TimeOut(RunningStore stage) => stage.Time.Advance(ReloadHaProxyHandler.VerificationTimeout);

    private Task<CommandOutcome> Run(RunningStore stage)
    {
        _journal = new ActionJournal(stage.Store, stage.Time);
        var handler = new ReloadHaProxyHandler(stage.Store, _commands, _journal, _polls, stage.Time);
        return handler.HandleAsync(
            new ReloadHaProxy("c1", A.Name("k8smaster1")),
            new Caller("ops", UserRole.Operator, "192.0.2.7"),
            "new certificate",
            Patience.Token
        );
    }

    private async Task<(CommandOutcome Outcome, NodeReload Node)> EndOf(RunningStore stage)
    {
        var outcome = await Run(stage);
        return (outcome, Record);
    }

    private NodeReload Record => _journal!.FindReload("c1")!.Nodes[0];
}
