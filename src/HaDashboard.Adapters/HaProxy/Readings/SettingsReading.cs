using System.Globalization;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>Reads the runtime settings of every server, in a session of its own at the lowest level.</summary>
internal sealed class SettingsReading(NodeConnection node, string socket, TimeSpan timeout, TimeProvider time)
    : ValueReader<RuntimeSettings>(SourceCatalogue.HaProxySettings, node.Node, time)
{
    /// <summary>A reload transfers the socket within about 100 ms; until then the old worker may answer.</summary>
    private const int MaxAttempts = 5;

    private static readonly TimeSpan ReloadPause = TimeSpan.FromMilliseconds(100);

    private DateTimeOffset _askedAt;

    public override bool IsWoken => true;

    // A change while the answer is being written may be missing in it.
    protected override DateTimeOffset ObservedAt => _askedAt;

    public override async Task<RuntimeSettings> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new PollDeadline(timeout, Time, cancellationToken);
        try
        {
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                _askedAt = Time.GetUtcNow();
                if (await TryReadAsync(deadline) is { } settings)
                {
                    return settings;
                }

                await Task.Delay(ReloadPause, Time, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }

        throw new SourceFailureException(FailureKind.Other, HaProxyAdapterTexts.OnlyStoppingWorker(socket));
    }

    protected override string Describe(RuntimeSettings value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Servers.Length} servers, {socket}");

    /// <returns>null where the worker that answers is being replaced.</returns>
    private async Task<RuntimeSettings?> TryReadAsync(PollDeadline deadline)
    {
        using var buffer = new ReplyBuffer();
        await using var session = await RuntimeApiSession.OpenAsync(node, socket, buffer, deadline, Time);
        if (
            session is null
            || !await session.AskAsync(RuntimeCommand.ShowInfo, deadline)
            || new InfoParser().Parse(session.Reply, Time.GetUtcNow()) is not { Stopping: false } worker
        )
        {
            return null;
        }

        return await session.AskAsync(RuntimeCommand.ShowEveryServersState, deadline)
            ? new RuntimeSettings(worker, ServersStateParser.All(session.Reply))
            : null;
    }
}
