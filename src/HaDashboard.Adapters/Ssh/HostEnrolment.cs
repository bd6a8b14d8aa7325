using System.Net.Sockets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh;

/// <summary>What a node's SSH server shows, before anybody trusts it.</summary>
/// <param name="Key">As <c>ssh-keygen -l</c> prints it: type and fingerprint.</param>
/// <param name="Line">What known_hosts would say; null where the node must not be added.</param>
/// <param name="Refusal">Why the file as it is refuses the node; null where it knows this key.</param>
public sealed record ShownHostKey(
    NodeName Node,
    string HostAndPort,
    string KnownHostsFile,
    string Key,
    string? Line,
    SourceFailureException? Refusal
);

/// <summary>
/// Fetches host keys for a person to compare, and writes those he has compared. Nothing signs in here: the connection ends as soon as
/// the key was shown, and a key that differs from the one on file is never written, because that is a question and no enrolment.
/// </summary>
public static class HostEnrolment
{
    /// <summary>Blocks a thread for as long as the server takes, at most twice <see cref="SshNodeEndpoint.Timeout"/>.</summary>
    /// <exception cref="SourceFailureException">The node showed no key: it can't be reached, or is no SSH server.</exception>
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

    /// <summary>Adds the line at the file's end; makes the file, readable by all and writable by its owner, where there is none.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Add(ShownHostKey shown)
    {
        var line = shown.Line ?? throw new ArgumentException($"{shown.HostAndPort} is not to be added.", nameof(shown));
        var isCut = File.Exists(shown.KnownHostsFile) && File.ReadAllText(shown.KnownHostsFile) is [.., not '\n'];
        File.AppendAllText(shown.KnownHostsFile, $"{(isCut ? "\n" : "")}{line}\n");
    }

    private static ShownHostKey Show(SshNodeEndpoint endpoint)
    {
        var file = endpoint.Options.KnownHostsFile;
        var knownHosts = File.Exists(file) ? KnownHosts.Load(file) : KnownHosts.Parse(file, "");
        var key = Fetch(endpoint, knownHosts);
        var refusal = knownHosts.Refuse(endpoint.Host, endpoint.Options.Port, key);
        // Unknown though the file has lines that can't be read: one of them may be this host's.
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
        using var nobody = new NoneAuthenticationMethod(endpoint.Options.User);
        using var client = new SshClient(
            new ConnectionInfo(endpoint.Host, endpoint.Options.Port, endpoint.Options.User, nobody)
            {
                Timeout = endpoint.Timeout,
                RetryAttempts = 1,
            }
        );
        HostKeyPreference.Apply(client.ConnectionInfo, knownHosts, endpoint.Host);
        HostKey? shown = null;
        client.HostKeyReceived += (_, e) =>
        {
            e.CanTrust = false; // it was shown: that is all we came for
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
                $"{endpoint.HostAndPort} showed no host key: {Printable.Excerpt(e.Message)}",
                e
            );
        }

        throw new SourceFailureException(
            FailureKind.HostKeyUnknown,
            $"{endpoint.HostAndPort} shows a host key that can't be read."
        );
    }
}
