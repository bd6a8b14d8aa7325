using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>
/// Owns the loops of what changes rarely: the processes, the settings of the servers, the configuration file and the configured commands.
/// </summary>
internal sealed class NodeReadings : BackgroundService, IPollSignal
{
    private const int MostAtATime = 4;

    // The test of the key is repeated only at the catalogue's interval; until the first success it is tried every minute.
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMinutes(1);

    private readonly ImmutableArray<SourceLoop> _loops;
    private readonly ImmutableArray<SourceAdmission> _admissions;
    private readonly HaProxyPolling _polling;

    public NodeReadings(
        ImmutableArray<HaProxyNodeOptions> nodes,
        HaProxyPolling polling,
        TimeSpan timeout,
        Func<NodeName, NodeConnection> connections,
        IClusterFeed feed,
        IObservationSink sink,
        TimeProvider time,
        ILogger<SourceLoop> logger
    )
    {
        SourceLoop LoopOf(SourceReader reader, int node, int index) =>
            new(reader, TimingOf(reader, node, index), sink, time, logger);

        _polling = polling;
        _admissions = [.. nodes.Select(_ => new SourceAdmission(MostAtATime))];
        _loops =
        [
            .. nodes.SelectMany(
                (node, i) =>
                    ReadersOf(node, connections(node.Node), timeout, time, feed)
                        .Select((reader, j) => LoopOf(reader, i, j))
            ),
        ];
        polling.NewWorkerSeen += ReadNow;
    }

    /// <summary>An action or a new worker may have changed the node: every source that can show it is read again.</summary>
    public void PollNow(NodeName node)
    {
        _polling.PollNow(node);
        ReadNow(node);
    }

    public override void Dispose()
    {
        _polling.NewWorkerSeen -= ReadNow;
        foreach (var admission in _admissions)
        {
            admission.Dispose();
        }

        base.Dispose();
    }

    /// <summary>One reader for each source that is configured for this node, except its poll.</summary>
    /// <param name="feed">null where each is read once.</param>
    internal static IEnumerable<SourceReader> ReadersOf(
        HaProxyNodeOptions node,
        NodeConnection connection,
        TimeSpan timeout,
        TimeProvider time,
        IClusterFeed? feed = null
    ) =>
        All(node, connection, timeout, time, feed)
            .Where(reader => node.HasHaProxy || !SourceCatalogue.Of(reader.Source.Kind).NeedsHaProxy);

    private static IEnumerable<SourceReader> All(
        HaProxyNodeOptions node,
        NodeConnection connection,
        TimeSpan timeout,
        TimeProvider time,
        IClusterFeed? feed = null
    )
    {
        yield return new SettingsReading(connection, node.Socket, timeout, time);
        if (node.MasterSocket is { } socket)
        {
            yield return new MasterReading(connection, socket, timeout, time);
        }

        if (node.ReadConfigCommand is { } command)
        {
            yield return new ConfigurationReading(connection, command, timeout * 2, time) { Files = node.ConfigFiles };
        }

        if (node.AddressCommand is { } addresses)
        {
            yield return new AddressReading(connection, addresses, timeout * 2, time, feed);
        }

        if (!node.HostNames.IsEmpty)
        {
            yield return new ResolvedAddressReading(node.Node, node.HostNames, timeout, time);
        }

        foreach (var reading in DoctorReadings.Of(node, connection, timeout * 2, time))
        {
            yield return reading;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_loops.Select(loop => loop.RunAsync(stoppingToken)));

    private SourceTiming TimingOf(SourceReader reader, int node, int index)
    {
        var source = SourceCatalogue.Of(reader.Source.Kind);
        return new SourceTiming(source == SourceCatalogue.OwnKey ? KeyInterval : source.Interval!.Value)
        {
            Phase = TimeSpan.FromMilliseconds(500 + (100 * index) + (130 * node)),
            RetryAfter = RetryOf(source),
            Admission = _admissions[node],
        };
    }

    // Each refused attempt of the others is a line in the node's log.
    private static TimeSpan? RetryOf(SourceDescriptor source) =>
        source == SourceCatalogue.NodeAddresses || source == SourceCatalogue.ResolvedAddresses
            ? SourceLoop.DefaultRetry
            : null;

    private void ReadNow(NodeName node)
    {
        foreach (var loop in _loops)
        {
            if (loop.Source.Node == node && loop.IsWoken)
            {
                loop.WakeUp();
            }
        }
    }
}
