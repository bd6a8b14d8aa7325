using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D9. Every account that can open the admin socket can disable every server.</summary>
internal sealed class AdminSocketCheck()
    : TopologyCheck(
        "D9",
        "The admin socket is restricted to its group, and not on the network",
        "The socket has no password: with level admin, every client that can connect can disable every server. "
            + "On a TCP port this includes every process on the host, or on the network.",
        new DoctorSource("haproxy/haproxy#481", "https://github.com/haproxy/haproxy/issues/481")
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var name = node.Name.Value;
            ImmutableArray<ImmutableArray<string>> sockets = file is null
                ? []
                : [.. file.Global("stats", "socket").Where(line => line.Length > 2)];
            if (file is null)
            {
                yield return Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {name}"));
            }
            else if (sockets.IsEmpty)
            {
                yield return Needs($"a line “stats socket” in haproxy.cfg of {name}{Hint(file)}.");
            }

            foreach (var socket in sockets)
            {
                yield return Of(name, socket);
            }
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "haproxy.cfg of every node: replace the line in the global section; "
                + "the mode takes effect with the next start of HAProxy, not with a reload",
            $"    stats socket {context.Socket} mode 660 level admin\n    stats timeout 30s\n"
        );

    private static string Hint(ParsedConfiguration file) =>
        file.IsCut ? ", of which only the first part was read" : "; it may be in another file";

    // The words after "stats socket": the address, then "mode", "level", "user" and others with a value each.
    private static DoctorNote Of(string node, ImmutableArray<string> line)
    {
        var (address, level, mode) = (line[2], After(line, "level") ?? "operator", After(line, "mode"));
        if (!IsUnix(address))
        {
            var loopback =
                address.Contains("127.0.0.1", StringComparison.Ordinal)
                || address.Contains("[::1]", StringComparison.Ordinal)
                || address.Contains("localhost", StringComparison.Ordinal);
            var reach = loopback ? "every process on the node" : "the network";
            var text = $"{node} has level {level} on the TCP address {address}, without a password, open to {reach}.";
            return level is "admin" && !loopback ? Fail(text) : Warn(text);
        }

        return mode is null
                ? Needs(
                    $"the mode of {address} on {node}: the file sets none, so the umask of HAProxy applies (ls -l {address})."
                )
            : mode.Length is < 3 or > 4 || !mode.All(c => c is >= '0' and <= '7')
                ? Needs($"a valid mode of {address} on {node}; the file has '{mode}'.")
            : mode[^1] == '0' ? Pass($"{node}: {address} with mode {mode}, level {level}.")
            : Fail($"{node}: {address} has mode {mode}: every account on the node has level {level}.");
    }

    private static bool IsUnix(string address) =>
        address.StartsWith('/')
        || address.StartsWith("unix@", StringComparison.Ordinal)
        || address.StartsWith("abns@", StringComparison.Ordinal);

    private static string? After(ImmutableArray<string> line, string word) =>
        line.IndexOf(word, 3) is > 0 and var at && at + 1 < line.Length ? line[at + 1] : null;
}
