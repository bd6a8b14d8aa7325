using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D9. Whoever may open the admin socket may take every master out of the rotation.</summary>
internal sealed class AdminSocketCheck()
    : TopologyCheck(
        "D9",
        "The admin socket is closed to others, and not on the network",
        "It knows no password: with level admin, whoever can connect may disable every server. "
            + "As a TCP port that is everybody on the host, or on the network.",
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
                yield return Needs(
                    "a line “stats socket” in haproxy.cfg of "
                        + $"{name}{(file.IsCut ? ", which is longer than what is read of it" : "; perhaps it stands in another file")}."
                );
            }

            foreach (var socket in sockets)
            {
                yield return Of(name, socket);
            }
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "haproxy.cfg of every node, in its global section instead of the line there; "
                + "the mode counts from HAProxy's next start, not from a reload",
            $"    stats socket {context.Socket} mode 660 level admin\n    stats timeout 30s\n"
        );

    // The words behind "stats socket": the address, then "mode", "level", "user" and others with a value each.
    private static DoctorNote Of(string node, ImmutableArray<string> line)
    {
        var (address, level, mode) = (line[2], After(line, "level") ?? "operator", After(line, "mode"));
        if (!IsUnix(address))
        {
            var loopback =
                address.Contains("127.0.0.1", StringComparison.Ordinal)
                || address.Contains("[::1]", StringComparison.Ordinal)
                || address.Contains("localhost", StringComparison.Ordinal);
            var text =
                $"{node} has level {level} on the TCP address {address}, without a password, for "
                    + $"{(loopback ? "every process on it" : "the network")}.";
            return level is "admin" && !loopback ? Fail(text) : Warn(text);
        }

        return mode is null
                ? Needs(
                    $"the mode of {address} on {node}: the file gives none, so it is whatever HAProxy's umask makes it (ls -l {address})."
                )
            : mode.Length is < 3 or > 4 || !mode.All(c => c is >= '0' and <= '7')
                ? Needs($"a mode of {address} on {node} that can be read; the file says '{mode}'.")
            : mode[^1] == '0' ? Pass($"{node}: {address} with mode {mode}, level {level}.")
            : Fail($"{node}: {address} has mode {mode}: every account on the node may use level {level}.");
    }

    private static bool IsUnix(string address) =>
        address.StartsWith('/')
        || address.StartsWith("unix@", StringComparison.Ordinal)
        || address.StartsWith("abns@", StringComparison.Ordinal);

    private static string? After(ImmutableArray<string> line, string word) =>
        line.IndexOf(word, 3) is > 0 and var at && at + 1 < line.Length ? line[at + 1] : null;
}
