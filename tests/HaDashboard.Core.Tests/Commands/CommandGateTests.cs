using System.Globalization;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Core.Tests.Commands;

public sealed class CommandGateTests
{
    private static readonly Caller Ops = new("ops", UserRole.Operator, "192.0.2.7");

    private readonly Diary _diary = new();
    private readonly SteppedTime _time = new();
    private readonly Registry _callers = new();
    private readonly FakeAudit _audit;
    private readonly FakeHandler _handler;

    public CommandGateTests()
    {
        _audit = new FakeAudit(_diary);
        _handler = new FakeHandler(_diary);
    }

    [Theory]
    [InlineData(UserRole.None, RefusalKind.NotSignedIn, "Sign in first.")]
    [InlineData(
        UserRole.Viewer,
        RefusalKind.Forbidden,
        "This action requires the Operator role. somebody has the Viewer role."
    )]
    public async Task Submit_RoleThatDoesNotReach_IsRefusedAuditedAndNotDone(
        UserRole role,
        RefusalKind kind,
        string message
    )
    {
        using var gate = Gate();
        var submission = await gate.SubmitAsync(
            Reload(),
            new Caller("somebody", role, "192.0.2.7"),
            "why not",
            Patience.Token
        );
        Assert.Equal(
            (new Refusal(kind, Message.Verbatim(message)), null),
            (submission.Refusal.InEnglish(), submission.Completion)
        );
        Assert.Equal(0, _handler.Calls);
        var entry = Assert.Single(_audit.Entries);
        Assert.Equal(
            (
                AuditKind.Refused,
                "c1",
                "somebody",
                role.ToString(),
                "192.0.2.7",
                "reload haproxy on k8smaster1",
                "why not",
                message
            ),
            (entry.Kind, entry.CommandId, entry.By, entry.Role, entry.From, entry.Command, entry.Reason, entry.Summary)
        );
        Assert.Null(entry.Succeeded);
    }

    [Fact]
    public async Task Submit_CallerWhoseSessionHasEnded_IsRefusedAuditedAndNotDone()
    {
        using var gate = Gate();
        _callers.Gone = true;
        var submission = await gate.SubmitAsync(
            Reload(),
            Ops with
            {
                Role = UserRole.Admin,
            },
            "still here",
            Patience.Token
        );
        Assert.Equal(
            new Refusal(
                RefusalKind.NotSignedIn,
                Message.Verbatim("The session of ops as Admin is no longer valid. Sign in again.")
            ),
            submission.Refusal.InEnglish()
        );
        Assert.Equal(["audit Refused"], _diary.Lines);
    }

    [Theory]
    [InlineData(UserRole.Operator)]
    [InlineData(UserRole.Admin)]
    public async Task Execute_RoleThatReaches_IntentIsWrittenBeforeAndOutcomeAfter(UserRole role)
    {
        using var gate = Gate();
        var (refusal, outcome) = await gate.ExecuteAsync(
            Reload(),
            Ops with
            {
                Role = role,
            },
            "new certificate",
            Patience.Token
        );
        Assert.Null(refusal);
        Assert.Equal(new CommandOutcome(true, Message.Verbatim("done"), "$ it"), outcome);
        Assert.Equal(["audit Intent", "handler", "audit Outcome"], _diary.Lines);
        Assert.Equal(["c1", "c1"], _audit.Entries.Select(e => e.CommandId));
        Assert.Equal(
            (true, "done", "$ it", "new certificate"),
            (
                _audit.Entries[1].Succeeded!.Value,
                _audit.Entries[1].Summary!,
                _audit.Entries[1].Executed!,
                _audit.Entries[1].Reason!
            )
        );
    }

    [Fact]
    public async Task Audit_IsInEnglish_WhateverTheLanguageOfTheCaller()
    {
        var message = ReloadTexts.NewWorkerAfter(1.5, 2.5);
        _handler.Gate = new TaskCompletionSource<CommandOutcome>();
        _handler.Gate.SetResult(new CommandOutcome(true, message, "", message, message));
        using var gate = Gate();
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentUICulture = other; // of this test's context only
        var (_, outcome) = await gate.ExecuteAsync(Reload(), Ops, "please", Patience.Token);
        Assert.Equal("A new worker is serving: pid 1,5, was 2,5.", outcome!.Summary.ToString());
        var entry = _audit.Entries[^1];
        Assert.All([entry.Summary, entry.Before, entry.After], text =>
            Assert.Equal("A new worker is serving: pid 1.5, was 2.5.", text)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\n\t")]
    [InlineData(null)]
    public async Task Submit_NoReason_IsInvalid(string? reason)
    {
        using var gate = Gate();
        var submission = await gate.SubmitAsync(Reload(), Ops, reason!, Patience.Token);
        Assert.Equal(RefusalKind.Invalid, submission.Refusal!.Kind);
        Assert.Equal(["audit Refused"], _diary.Lines);
    }

    [Fact]
    public async Task Submit_ReasonTooLong_IsInvalidAndTheAuditKeepsNoMoreThanItsShare()
    {
        using var gate = Gate();
        Assert.Null((await gate.SubmitAsync(Reload("c1"), Ops, new string('x', 500), Patience.Token)).Refusal);
        Assert.Equal(
            RefusalKind.Invalid,
            (await gate.SubmitAsync(Reload("c2"), Ops, new string('x', 501), Patience.Token)).Refusal!.Kind
        );

        // The first command ends in the background: its outcome may be the last entry.
        var refused = Assert.Single(_audit.Entries, entry => entry.Reason!.EndsWith('…'));
        Assert.Equal(501, refused.Reason!.Length);
    }

    [Fact]
    public async Task Submit_ReasonWithALineBreak_CannotForgeALineOfTheAudit()
    {
        using var gate = Gate();
        await gate.ExecuteAsync(Reload(), Ops, "ok\n12:00 admin reload", Patience.Token);
        Assert.All(_audit.Entries, entry => Assert.Equal("ok\\x0a12:00 admin reload", entry.Reason));
    }

    [Fact]
    public async Task Submit_ReadOnly_NoActionExistsForAnybody()
    {
        using var gate = Gate(handlers: []);
        var submission = await gate.SubmitAsync(Reload(), Ops with { Role = UserRole.Admin }, "please", Patience.Token);
        Assert.Equal(
            new Refusal(RefusalKind.Forbidden, Message.Verbatim("The dashboard is read-only: actions are disabled.")),
            submission.Refusal.InEnglish()
        );
        Assert.Equal(["audit Refused"], _diary.Lines);
    }

    [Fact]
    public async Task Submit_NodeThatIsNotConfigured_IsAnUnknownTarget()
    {
        using var gate = Gate(guards: new KnownNodeGuard());
        var submission = await gate.SubmitAsync(Reload(node: "stranger"), Ops, "please", Patience.Token);
        Assert.Equal(
            new Refusal(RefusalKind.UnknownTarget, Message.Verbatim("No node stranger is configured.")),
            submission.Refusal.InEnglish()
        );
        Assert.Equal(0, _handler.Calls);
    }

    [Fact]
    public async Task Submit_SeveralReasonsToRefuse_TheFirstDoorSpeaks()
    {
        using var gate = Gate(handlers: [], guards: new KnownNodeGuard());
        Assert.Equal(
            RefusalKind.NotSignedIn,
            (await gate.SubmitAsync(Reload(node: "stranger"), Ops with { Role = UserRole.None }, "", Patience.Token))
                .Refusal!
                .Kind
        );
    }

    [Fact]
    public async Task Execute_HandlerThrows_IsAFailedOutcomeAndAudited()
    {
        _handler.Throws = new InvalidOperationException("secret detail");
        using var gate = Gate();
        var (refusal, outcome) = await gate.ExecuteAsync(Reload(), Ops, "please", Patience.Token);
        Assert.Null(refusal);
        Assert.Equal(
            new CommandOutcome(
                false,
                Message.Verbatim(
                    "HaDashboard failed with an internal error (InvalidOperationException). It is unknown what was done."
                ),
                ""
            ),
            outcome.InEnglish()
        );
        Assert.Equal((AuditKind.Outcome, false), (_audit.Entries[^1].Kind, _audit.Entries[^1].Succeeded!.Value));
    }

    [Fact]
    public async Task Submit_IntentCannotBeWritten_NothingIsDone_AndTheGateContinues()
    {
        using var gate = Gate();
        _audit.FailsOn = AuditKind.Intent;
        await Assert.ThrowsAsync<IOException>(() => gate.SubmitAsync(Reload(), Ops, "please", Patience.Token));
        Assert.Equal(0, _handler.Calls);
        _audit.FailsOn = null;
        Assert.True((await gate.ExecuteAsync(Reload("c2"), Ops, "please", Patience.Token)).Outcome!.Succeeded);
    }

    [Fact]
    public async Task Submit_HandlerRefusesToBegin_IsRefusedAuditedAndNotRun()
    {
        using var gate = Gate();
        _handler.Refuses = new Refusal(
            RefusalKind.UnknownTarget,
            Message.Verbatim("The record of this reload no longer exists.")
        );
        var submission = await gate.SubmitAsync(Reload(), Ops, "please", Patience.Token);
        Assert.Equal((_handler.Refuses, null), (submission.Refusal, submission.Completion));
        Assert.Equal(["audit Intent", "audit Refused"], _diary.Lines);
        _handler.Refuses = null;
        Assert.True((await gate.ExecuteAsync(Reload("c2"), Ops, "please", Patience.Token)).Outcome!.Succeeded);
    }

    [Fact]
    public async Task Run_SubmitsACommandOfItsOwn_ItPassesTheSameGate()
    {
        using var gate = Gate(handlers: [new Nesting(), _handler]);
        var (_, outcome) = await gate.ExecuteAsync(new RollingReload("r1", []), Ops, "please", Patience.Token);
        Assert.Equal("done", outcome!.Summary);
        Assert.Equal(["r1", "c1", "c1", "r1"], _audit.Entries.Select(entry => entry.CommandId));
    }

    [Fact]
    public async Task Execute_OutcomeCannotBeWritten_IsReportedToTheCaller()
    {
        using var gate = Gate();
        _audit.FailsOn = AuditKind.Outcome;
        var (_, outcome) = await gate.ExecuteAsync(Reload(), Ops, "please", Patience.Token);
        Assert.Equal(
            new CommandOutcome(
                true,
                Message.Verbatim("done (This outcome could not be written to the audit log.)"),
                "$ it"
            ),
            outcome.InEnglish()
        );
    }

    [Fact]
    public async Task Submit_TwiceAtOnceOnOneNode_ExactlyOneIsAccepted()
    {
        var journal = new ActionJournal(new FakeSink(), _time);
        var commands = new FakeNodeCommands(_diary);
        var end = new TaskCompletionSource<NodeCommandResult>();
        commands.Answers(NodeCommand.Check, () => end.Task);
        var handler = new ReloadHaProxyHandler(Feed(), commands, journal, new FakePolls(), _time);
        using var gate = Gate(handlers: [handler], guards: new ReloadInProgressGuard(journal, _time));
        _audit.Slow = async () => await Task.Yield();

        var submissions = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(i =>
                    Task.Run(
                        () => gate.SubmitAsync(Reload($"c{i}"), Ops, "please", Patience.Token),
                        TestContext.Current.CancellationToken
                    )
                )
        );
        var accepted = Assert.Single(submissions, s => s.Refusal is null);
        Assert.All(submissions.Where(s => s != accepted), s => Assert.Equal(RefusalKind.Conflict, s.Refusal!.Kind));

        var elsewhere = await gate.SubmitAsync(Reload("other", "k8smaster2"), Ops, "please", Patience.Token);
        Assert.Null(elsewhere.Refusal);

        end.SetResult(new NodeCommandResult("check", 1, "", false));
        await accepted.Completion!;
        await elsewhere.Completion!;
        Assert.Null((await gate.SubmitAsync(Reload("after"), Ops, "please", Patience.Token)).Refusal);
        Assert.Equal(7, _audit.Entries.Count(e => e.Kind is AuditKind.Refused));
    }

    [Fact]
    public async Task Submit_HandlerThatBlocksBeforeItAwaits_DoesNotHoldTheLock()
    {
        var journal = new ActionJournal(new FakeSink(), _time);
        var commands = new FakeNodeCommands(_diary);
        using var connected = new ManualResetEventSlim();
        commands.Answers(NodeCommand.Check, () =>
        {
            connected.Wait(Patience.Token); // as SSH libraries do while they connect
            return Task.FromResult(new NodeCommandResult("check", 1, "", false));
        });
        using var gate = Gate(handlers: [new ReloadHaProxyHandler(Feed(), commands, journal, new FakePolls(), _time)]);
        var first = await gate.SubmitAsync(Reload("c1"), Ops, "please", Patience.Token);
        var second = await gate.SubmitAsync(Reload("c2", "k8smaster2"), Ops, "please", Patience.Token);
        Assert.Null(second.Refusal);
        connected.Set();
        Assert.All(await Task.WhenAll(first.Completion!, second.Completion!), outcome =>
            Assert.StartsWith("Refused:", outcome.Summary, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Execute_CallerGivesUp_TheCommandRunsToItsAuditedEnd()
    {
        _handler.Gate = new TaskCompletionSource<CommandOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = Gate();
        using var caller = new CancellationTokenSource();
        var waiting = gate.ExecuteAsync(Reload(), Ops, "please", caller.Token);
        var completion = (await gate.SubmitAsync(Reload("c2"), Ops, "please", Patience.Token)).Completion!;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(_handler.Token.IsCancellationRequested);
        _handler.Gate.SetResult(new CommandOutcome(true, Message.Verbatim("done"), ""));
        await completion;
        while (_audit.Entries.Count(e => e.Kind is AuditKind.Outcome) < 2)
        {
            Patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Submit_CallerHangsUpWhileTheIntentIsWritten_NoIntentStaysWithoutItsCommand()
    {
        using var caller = new CancellationTokenSource();
        _audit.Slow = () => caller.CancelAsync();
        using var gate = Gate();
        var submission = await gate.SubmitAsync(Reload(), Ops, "please", caller.Token);
        await submission.Completion!;
        Assert.Equal(["audit Intent", "handler", "audit Outcome"], _diary.Lines);
    }

    [Fact]
    public async Task Submit_CallerDisconnectsBeforeTheLock_NothingIsDone()
    {
        using var gate = Gate();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            gate.SubmitAsync(Reload(), Ops, "please", new CancellationToken(canceled: true))
        );
        Assert.Empty(_diary.Lines);
    }

    [Fact]
    public void NewId_IsFreshEachTimeAndSortsByTime()
    {
        var first = Command.NewId(_time);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        var second = Command.NewId(_time);
        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.True(string.CompareOrdinal(first, second) < 0);
    }

    private static ReloadHaProxy Reload(string id = "c1", string node = "k8smaster1") => new(id, A.Name(node));

    private static FakeFeed Feed() => new(ClusterView.Initial(Scenario.InventoryOf()));

    private CommandGate Gate(ICommandHandler[]? handlers = null, params ICommandGuard[] guards) =>
        new(Feed(), handlers ?? [_handler], guards, _audit, _time, NullLogger<CommandGate>.Instance, _callers);

    private sealed class Nesting : ICommandHandler
    {
        public bool CanHandle(Command command) => command is RollingReload;

        public CommandStart Begin(CommandRequest request) =>
            CommandStart.Running(
                async (commands, cancellationToken) =>
                {
                    var (_, outcome) = await commands.ExecuteAsync(
                        Reload(),
                        request.Caller,
                        request.Reason,
                        cancellationToken
                    );
                    return outcome!;
                }
            );
    }

    private sealed class Registry : ICallerCheck
    {
        internal bool Gone { get; set; }

        public bool IsStillValid(Caller caller) => !Gone;
    }
}
