using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Discovery;

/// <summary>
/// Finds the HAProxy of a machine over its connection, for the set-up. It changes nothing: it runs the constant commands of
/// <see cref="DiscoveryCommands"/>, and polls the admin socket as the dashboard does.
/// </summary>
/// <param name="isUsable">Whether a path from a node may be used. A path that may not is left out.</param>
/// <param name="timeout">The limit for each command and each poll.</param>
public sealed class MachineReader(NodeConnection node, Func<string, bool> isUsable, TimeSpan timeout, TimeProvider time)
{
    /// <summary>The machine with what was found on it. A failure is part of the result.</summary>
    public async Task<DiscoveredMachine> ReadAsync(DiscoveredMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            var running = DiscoveryCommands.Output(await RunAsync(DiscoveryCommands.Processes, cancellationToken));
            var processes = HaProxyListing.Processes(running ?? []);
            var haProxies = processes.IsEmpty
                ? [await DefaultAsync(cancellationToken)]
                : await OfProcessesAsync(processes, cancellationToken);
            var presence = await PresenceAsync(running is not null, processes, haProxies, cancellationToken);
            return machine with
            {
                Presence = presence,
                HaProxies = presence is HaProxyPresence.Absent ? [] : haProxies,
                MayReload = presence is HaProxyPresence.Absent ? null : await MayReloadAsync(cancellationToken),
            };
        }
        catch (SourceFailureException failure)
        {
            return machine with { Failure = failure.Reason };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return machine with { Failure = DiscoveryTexts.NoAnswerInTime };
        }
    }

    private async Task<ImmutableArray<DiscoveredHaProxy>> OfProcessesAsync(
        ImmutableArray<HaProxyCommandLine> processes,
        CancellationToken cancellationToken
    )
    {
        var output = await RunAsync(DiscoveryCommands.Files, cancellationToken);
        var files = HaProxyListing.Files(DiscoveryCommands.Output(output) ?? []);
        var found = ImmutableArray.CreateBuilder<DiscoveredHaProxy>();
        foreach (var process in processes)
        {
            found.Add(await OfProcessAsync(process, files, output.Truncated, cancellationToken));
        }

        return found.ToImmutable();
    }

    private async Task<DiscoveredHaProxy> OfProcessAsync(
        HaProxyCommandLine process,
        IReadOnlyDictionary<string, string> files,
        bool isCut,
        CancellationToken cancellationToken
    )
    {
        var text = HaProxyListing.TextOf(files, process.Files);
        var paths = process.Files.All(isUsable) ? process.Files : [];
        var failure =
            process.MasterSocket is { } socket && isUsable(socket)
                ? await MasterFailureAsync(socket, cancellationToken)
                : null;
        return await WithReadingAsync(
            new DiscoveredHaProxy(paths, failure is null ? Usable(process.MasterSocket) : null)
            {
                MasterFailure = failure,
                Configuration = text is null ? null : ConfigurationFile.Of(text, isCut),
            },
            cancellationToken
        );
    }

    private string? Usable(string? path) => path is not null && isUsable(path) ? path : null;

    /// <returns>null if the master socket responds.</returns>
    private async Task<Message?> MasterFailureAsync(string socket, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = new MasterReading(node, socket, timeout, time);
            await reader.ReadAsync(cancellationToken);
            return null;
        }
        catch (SourceFailureException failure)
        {
            return failure.Reason;
        }
    }

    // A container's HAProxy, a hidden process list or a restricted key: the defaults are what is left to try.
    private async Task<DiscoveredHaProxy> DefaultAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(DiscoveryCommands.DefaultFile, cancellationToken);
        var isRead = result is { ExitCode: 0, TimedOut: false };
        return await WithReadingAsync(
            new DiscoveredHaProxy(isRead ? [HaProxyDefaults.ConfigFile] : [], null)
            {
                Configuration = isRead ? ConfigurationFile.Of(result.Output, result.Truncated) : null,
            },
            cancellationToken
        );
    }

    private async Task<DiscoveredHaProxy> WithReadingAsync(DiscoveredHaProxy found, CancellationToken cancellationToken)
    {
        string[] configured = [.. (found.Configuration is { } file ? AdminSockets.In(file) : []).Where(isUsable)];
        Message? failure = null;
        foreach (var socket in configured.Length == 0 ? [HaProxyDefaults.Socket] : configured)
        {
            try
            {
                return found with { Socket = socket, Reading = await PollAsync(socket, cancellationToken) };
            }
            catch (SourceFailureException e)
            {
                failure ??= e.Reason;
            }
        }

        return found with
        {
            Socket = configured.FirstOrDefault(),
            Failure = failure,
        };
    }

    private async Task<HaProxyReading> PollAsync(string socket, CancellationToken cancellationToken)
    {
        await using var reader = new HaProxyReader(node, socket, time);
        using var deadline = new PollDeadline(timeout, time, cancellationToken);
        try
        {
            return (await reader.ReadAsync(deadline)).Reading;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }
    }

    private async Task<HaProxyPresence> PresenceAsync(
        bool isListed,
        ImmutableArray<HaProxyCommandLine> processes,
        ImmutableArray<DiscoveredHaProxy> haProxies,
        CancellationToken cancellationToken
    )
    {
        if (!processes.IsEmpty || haProxies.Any(one => one.Reading is not null))
        {
            return HaProxyPresence.Running;
        }

        if (!isListed)
        {
            return HaProxyPresence.Unknown; // a restricted key: that no process is seen says nothing
        }

        var unit = await RunAsync(DiscoveryCommands.Unit, cancellationToken);
        return
            haProxies.Any(one => one.Configuration is not null)
            || unit.Output.Contains("LoadState=loaded", StringComparison.Ordinal)
            ? HaProxyPresence.Stopped
            : HaProxyPresence.Absent;
    }

    private async Task<bool?> MayReloadAsync(CancellationToken cancellationToken) =>
        HaProxyListing.MayReload((await RunAsync(DiscoveryCommands.Rights, cancellationToken)).Output);

    private Task<CommandResult> RunAsync(string command, CancellationToken cancellationToken) =>
        node.RunAsync(command, timeout, cancellationToken);
}
