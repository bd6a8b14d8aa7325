using System.Collections.Concurrent;
using System.Threading.Channels;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Tests.Commands;

/// <summary>What happened, in order: the fakes of one test share it.</summary>
internal sealed class Diary
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    internal void Write(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }
}

internal sealed class FakeAudit(Diary diary) : IAuditLog
{
    private readonly List<AuditEntry> _entries = [];

    internal AuditKind? FailsOn { get; set; }

    internal Func<Task>? Slow { get; set; }

    internal IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (Slow is not null)
        {
            await Slow();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (entry.Kind == FailsOn)
        {
            throw new IOException("disk full");
        }

        lock (_entries)
        {
            _entries.Add(entry);
        }

        diary.Write($"audit {entry.Kind}");
    }

    public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Entries);
}

internal sealed class FakeHandler(Diary diary) : ICommandHandler
{
    internal TaskCompletionSource<CommandOutcome>? Gate { get; set; }

    internal Exception? Throws { get; set; }

    internal CancellationToken Token { get; private set; }

    internal int Calls { get; private set; }

    public bool CanHandle(Command command) => command is ReloadHaProxy;

    internal Refusal? Refuses { get; set; }

    public CommandStart Begin(CommandRequest request) =>
        Refuses is { } refusal
            ? CommandStart.Refused(refusal.Kind, refusal.Message)
            : CommandStart.Running((_, cancellationToken) => RunAsync(cancellationToken));

    private async Task<CommandOutcome> RunAsync(CancellationToken cancellationToken)
    {
        Calls++;
        Token = cancellationToken;
        diary.Write("handler");
        if (Throws is not null)
        {
            throw Throws;
        }

        return Gate is null ? new CommandOutcome(true, Message.Verbatim("done"), "$ it") : await Gate.Task;
    }
}

internal sealed class FakeFeed(ClusterView view) : IClusterFeed
{
    public ClusterView Current => view;

    public async IAsyncEnumerable<ClusterView> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return view;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}

internal sealed class FakeSink : IObservationSink
{
    internal ConcurrentQueue<Observation> All { get; } = [];

    public void Offer(Observation observation) => All.Enqueue(observation);
}

/// <summary>Gives the configured answers. Each is a function, so that it may inspect the state when it is called.</summary>
internal sealed class FakeNodeCommands(Diary diary) : INodeCommands
{
    private readonly Dictionary<NodeCommand, Func<Task<NodeCommandResult>>> _answers = [];

    public Task<NodeCommandResult> RunAsync(NodeName node, NodeCommand command, CancellationToken cancellationToken)
    {
        diary.Write($"{command} on {node}");
        return _answers[command]();
    }

    public string LineOf(NodeName node, NodeCommand command) => $"{command} it";

    internal void Answers(NodeCommand command, int? exitCode = 0, string output = "", bool timedOut = false) =>
        _answers[command] = () =>
            Task.FromResult(new NodeCommandResult(LineOf(null!, command), exitCode, output, timedOut));

    internal void Answers(NodeCommand command, Func<Task<NodeCommandResult>> answer) => _answers[command] = answer;

    internal void Fails(NodeCommand command, Exception exception) =>
        _answers[command] = () => Task.FromException<NodeCommandResult>(exception);
}

internal sealed class FakePolls : IPollSignal
{
    private readonly Channel<NodeName> _asked = Channel.CreateUnbounded<NodeName>();

    public void PollNow(NodeName node) => _asked.Writer.TryWrite(node);

    internal async Task<NodeName> NextAsync() => await _asked.Reader.ReadAsync(Patience.Token);
}
