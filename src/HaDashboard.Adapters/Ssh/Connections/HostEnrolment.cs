using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.HostKeys;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Connections;

/// <summary>The host key that a node's SSH server presents, before it is trusted.</summary>
/// <param name="Key">Type and fingerprint, as <c>ssh-keygen -l</c> prints them.</param>
/// <param name="Line">The line to add to known_hosts; null if the node must not be added.</param>
/// <param name="Refusal">Why the current file refuses the node; null if it contains this key.</param>
public sealed record ShownHostKey(
    NodeName Node,
    string HostAndPort,
    string KnownHostsFile,
    string Key,
    string? Line,
    SourceFailureException? Refusal
);

/// <summary>
/// Fetches host keys for an administrator to compare, and writes the ones that were confirmed. It does not sign in: the connection ends
/// as soon as the server has presented its key. A key that differs from the one in the file is never written, because it can mean an
/// attack.
/// </summary>
public static class HostEnrolment
{
    /// <summary>
    /// Fetches the host key. Blocks a thread until the server responds, at most for twice <see cref="SshNodeEndpoint.Timeout"/>.
    /// </summary>
    /// <exception cref="SourceFailureException">The node presented no key: it is unreachable, or is not an SSH server.</exception>
    public static Task<ShownHostKey> ShowAsync(NodeOptions node)
    {
        var endpoint = new SshNodeEndpoint(node.Name, node.Host!, node.Ssh!, node.Timeout);
        return Task.Factory.StartNew(
            () => Show(endpoint),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Appends the line to the file. Creates the file if it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Add(ShownHostKey shown)
    {
        var line = shown.Line ?? throw new ArgumentException($"{shown.HostAndPort} must not be added.", nameof(shown));
        var lacksNewline =
            File.Exists(shown.KnownHostsFile) && File.ReadAllText(shown.KnownHostsFile) is [.., not '\n'];
        var separator = lacksNewline ? "\n" : "";
        File.AppendAllText(shown.KnownHostsFile, $"{separator}{line}\n");
    }

    private static ShownHostKey Show(SshNodeEndpoint endpoint)
    {
        var file = endpoint.Options.KnownHostsFile;
        var knownHosts = File.Exists(file) ? KnownHosts.Load(file) : KnownHosts.Parse(file, "");
        var key = Fetch(endpoint, knownHosts);
        var refusal = knownHosts.Refuse(endpoint.Host, endpoint.Options.Port, key);
        // If a line of the file cannot be parsed, it may belong to this host, so the host does not count as new.
        var isNew = refusal?.Kind is FailureKind.HostKeyUnknown && knownHosts.Problems.IsEmpty;
        return new ShownHostKey(
            endpoint.Node,
            endpoint.HostAndPort,
            file,
            key.ToString(),
            isNew ? key.KnownHostsLine(endpoint.Host, endpoint.Options.Port) : null,
            refusal
        );
    }

    private static HostKey Fetch(SshNodeEndpoint endpoint, KnownHosts knownHosts)
    {
        using var noAuthentication = new NoneAuthenticationMethod(endpoint.Options.User);
        using var client = new SshClient(
            new ConnectionInfo(endpoint.Host, endpoint.Options.Port, endpoint.Options.User, noAuthentication)
            {
                Timeout = endpoint.Timeout,
                RetryAttempts = 1,
            }
        );
        HostKeyPreference.Apply(client.ConnectionInfo, knownHosts, endpoint.Host);
        HostKey? shown = null;
        client.HostKeyReceived += (_, e) =>
        {
            e.CanTrust = false; // The key has arrived. Nothing else is needed, so the connection ends here.
            _ = HostKey.TryParse(e.HostKey, out shown);
        };
        try
        {
            client.Connect();
        }
        catch (Exception) when (shown is not null)
        {
            return shown;
        }
        catch (Exception e) when (e is SshException or SocketException or ObjectDisposedException)
        {
            throw new SourceFailureException(
                FailureKind.HostUnreachable,
                SshTexts.NoHostKey(endpoint.HostAndPort, Printable.Excerpt(e.Message)),
                e
            );
        }

        throw new SourceFailureException(FailureKind.HostKeyUnknown, SshTexts.HostKeyUnreadable(endpoint.HostAndPort));
    }
}
