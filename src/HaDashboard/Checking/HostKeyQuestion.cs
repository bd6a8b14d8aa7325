using HaDashboard.Adapters.Ssh.Connections;

namespace HaDashboard.Checking;

/// <summary>Asks whether a host key is the one that the console of its node shows. Any other input than <c>yes</c> means no.</summary>
internal static class HostKeyQuestion
{
    /// <summary>Asks about an unknown key, and adds it to known_hosts after a <c>yes</c>.</summary>
    /// <returns>Whether the file contains the key now.</returns>
    public static async Task<bool> AskAsync(ShownHostKey shown, TextReader input, TextWriter output)
    {
        if (shown.Refusal is not { } refusal)
        {
            output.WriteLine($"{shown.Node} ({shown.HostAndPort}): known, {shown.Key}");
            return true;
        }

        if (shown.Line is null)
        {
            output.WriteLine($"{shown.Node} ({shown.HostAndPort}): NOT ADDED: {refusal.Message}");
            return false;
        }

        output.WriteLine($"{shown.Node} ({shown.HostAndPort}) shows {shown.Key}");
        output.Write(
            "Does the console of the node show the same fingerprint (ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub)? "
                + $"Type yes to add the key to {shown.KnownHostsFile}: "
        );
        if (!"yes".Equals((await input.ReadLineAsync())?.Trim(), StringComparison.Ordinal))
        {
            output.WriteLine("not added");
            return false;
        }

        HostEnrolment.Add(shown);
        output.WriteLine("added");
        return true;
    }
}
