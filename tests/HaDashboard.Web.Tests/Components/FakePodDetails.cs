using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;

namespace HaDashboard.Web.Tests.Components;

/// <summary>The port as a test wants it; it counts what is open.</summary>
public sealed class FakePodDetails : IPodDetails
{
    private readonly ConcurrentDictionary<string, Channel<LogLine>> _logs = new(StringComparer.Ordinal);
    private int _openLogs;

    public int OpenLogs => _openLogs;

    public int EventReads { get; private set; }

    public int DetailReads { get; private set; }

    public ConcurrentQueue<(PodLog Log, LogOptions Options)> Asked { get; } = [];

    public SourceFailureException? Failure { get; set; }

    public Exception? Breaks { get; set; }

    public PodEvents Events { get; set; } = new([], false, A.Noon);

    public PodDetails Details { get; set; } = new([], [], "kind: Pod\n", false, A.Noon);

    public void Write(string pod, params LogLine[] lines)
    {
        foreach (var line in lines)
        {
            Of(pod).Writer.TryWrite(line);
        }
    }

    public void End(string pod) => Of(pod).Writer.TryComplete();

    public Task<PodDetails> GetAsync(string @namespace, string pod, CancellationToken cancellationToken)
    {
        DetailReads++;
        return Failure is { } failure ? Task.FromException<PodDetails>(failure) : Task.FromResult(Details);
    }

    public Task<PodEvents> EventsAsync(string @namespace, string pod, CancellationToken cancellationToken)
    {
        EventReads++;
        return Failure is { } failure ? Task.FromException<PodEvents>(failure) : Task.FromResult(Events);
    }

    public Task<PodEvents> NodeEventsAsync(NodeName node, CancellationToken cancellationToken) =>
        EventsAsync("default", node.Value, cancellationToken);

    public async IAsyncEnumerable<LogLine> FollowLogAsync(
        PodLog log,
        LogOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Asked.Enqueue((log, options));
        Interlocked.Increment(ref _openLogs);
        try
        {
            if (((Exception?)Failure ?? Breaks) is { } failure)
            {
                throw failure;
            }

            await foreach (var line in Of(log.Pod).Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _openLogs);
        }
    }

    private Channel<LogLine> Of(string pod) => _logs.GetOrAdd(pod, _ => Channel.CreateUnbounded<LogLine>());
}
