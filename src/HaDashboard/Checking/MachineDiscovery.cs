using System.Collections.Immutable;
using HaDashboard.Adapters.Discovery;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Configuration;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaDashboard.Checking;

/// <summary>
/// Reads machines over SSH: asks for each unknown host key, one after another, and then reads all machines at the same time. A machine that
/// fails does not stop the others.
/// </summary>
internal sealed class MachineDiscovery(SshOptions ssh, TextReader input, TextWriter output)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MachineTimeout = TimeSpan.FromSeconds(90);

    public async Task<ImmutableArray<DiscoveredMachine>> ReadAsync(
        ImmutableArray<MachineCandidate> candidates,
        CancellationToken cancellationToken
    )
    {
        var shown = candidates.Select(candidate => (candidate, Key: ShowAsync(candidate))).ToList();
        var reached = new List<(DiscoveredMachine Machine, NodeOptions? Options)>();
        foreach (var (candidate, key) in shown)
        {
            reached.Add(await ConfirmAsync(candidate, key));
        }

        var connected = reached.Select(one => one.Options).OfType<NodeOptions>().ToImmutableArray();
        await using var connections = new NodeConnections(
            connected,
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );
        var read = await Task.WhenAll(
            reached.Select(one =>
                one.Options is null
                    ? Task.FromResult(one.Machine)
                    : ReadAsync(one.Machine, connections, cancellationToken)
            )
        );
        foreach (var machine in read)
        {
            output.WriteLine($"{machine.Name} ({machine.Address}): {Describe(machine)}");
        }

        return [.. read];
    }

    // The keys are fetched in parallel, and the addresses of one machine in turn: an address may belong to a network without a route.
    private async Task<(NodeOptions Options, ShownHostKey Key)> ShowAsync(MachineCandidate candidate)
    {
        SourceFailureException? first = null;
        foreach (var address in candidate.Addresses)
        {
            var options = new NodeOptions(candidate.Name, NodeTransport.Ssh, address, ssh, ConnectTimeout);
            try
            {
                return (options, await HostEnrolment.ShowAsync(options));
            }
            catch (SourceFailureException failure)
            {
                first ??= failure;
            }
        }

        throw first ?? throw new InvalidOperationException($"{candidate.Name} has no address.");
    }

    private async Task<(DiscoveredMachine Machine, NodeOptions? Options)> ConfirmAsync(
        MachineCandidate candidate,
        Task<(NodeOptions Options, ShownHostKey Key)> shown
    )
    {
        try
        {
            var (options, key) = await shown;
            var machine = Machine(candidate, options.Host!);
            return await HostKeyQuestion.AskAsync(key, input, output)
                ? (machine, options)
                : (machine with { Failure = Message.Verbatim("Its host key is not in known_hosts.") }, null);
        }
        catch (SourceFailureException failure)
        {
            output.WriteLine($"{candidate.Name}: FAILED: {failure.Message}");
            return (Machine(candidate, candidate.Addresses[0]) with { Failure = failure.Reason }, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = Message.Verbatim(Printable.Excerpt(exception.Message));
            output.WriteLine($"{candidate.Name}: FAILED: {reason}");
            return (Machine(candidate, candidate.Addresses[0]) with { Failure = reason }, null);
        }
    }

    private static async Task<DiscoveredMachine> ReadAsync(
        DiscoveredMachine machine,
        NodeConnections connections,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MachineTimeout);
        try
        {
            return await new MachineReader(
                connections.For(machine.Name),
                path => SocketPath.Problem(path) is null,
                StepTimeout,
                TimeProvider.System
            ).ReadAsync(machine, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = (int)MachineTimeout.TotalSeconds;
            return machine with { Failure = Message.Verbatim($"It was not read within {seconds} s.") };
        }
    }

    private static DiscoveredMachine Machine(MachineCandidate candidate, string address) =>
        new(candidate.Name, candidate.Role, address)
        {
            Addresses = [.. candidate.Ips.Where(ip => !ip.Equals(address, StringComparison.Ordinal))],
        };

    private static string Describe(DiscoveredMachine machine)
    {
        if (machine.Failure is { } failure)
        {
            return $"not read: {failure}";
        }

        return machine.Presence switch
        {
            HaProxyPresence.Running => "HAProxy runs",
            HaProxyPresence.Stopped => "HAProxy is installed and does not run",
            HaProxyPresence.Absent => "no HAProxy",
            _ => "signed in; the key does not allow the commands that find HAProxy",
        };
    }
}
