using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D5. UP must mean that the apiserver serves, not that a port is open.</summary>
internal sealed class CheckDepthCheck()
    : TopologyCheck(
        "D5",
        "HAProxy's check asks the apiserver whether it is ready",
        "“option tcp-check” without rules only connects. "
            + "An apiserver that hangs still accepts, so HAProxy shows it UP and goes on sending: "
            + "a third of all kubectl calls timed out.",
        new DoctorSource(
            "GiganticMinecraft/seichi_infra#4868",
            "https://github.com/GiganticMinecraft/seichi_infra/issues/4868"
        )
    )
{
    // What a line of the kind "option X" makes the check; the last one counts, and one of the section before one of its defaults.
    private static readonly string[] Kinds =
    [
        "httpchk",
        "tcp-check",
        "ssl-hello-chk",
        "external-check",
        "ldap-check",
        "mysql-check",
        "pgsql-check",
        "redis-check",
        "smtpchk",
        "spop-check",
    ];

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        context.Files.SelectMany(pair =>
            pair.File?.Backend(context.Backend) is { } section
                ? OfFile(pair.Node, section)
                : OfRuntime(pair.Node, context.Backend, pair.File)
        );

    protected override DoctorFix? Fix(DoctorContext context)
    {
        var path = context.OldestApiServer is < 16 ? "/healthz" : "/readyz"; // /readyz came with 1.16
        return new DoctorFix(
            $"haproxy.cfg of every node, instead of its backend {context.Backend}; ca.crt is where kubeadm puts it on masters and workers",
            $"""
            backend {context.Backend}
                mode tcp
                balance roundrobin
                option httpchk GET {path}
                http-check expect status 200
                default-server check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt inter 2s fall 3 rise 2

            """.ReplaceLineEndings("\n") + context.ServerLines("")
        );
    }

    private static IEnumerable<DoctorNote> OfFile(NodeState node, ConfigurationSection section)
    {
        var servers = section.All("server").Where(line => line.Length > 2).ToArray();
        var blind = servers.Where(line => !Has(section, line, "check")).Select(line => line[1]).ToArray();
        if (blind.Length > 0)
        {
            yield return Fail($"{node.Name} does not check {string.Join(", ", blind)} at all.");
        }

        if (blind.Length < servers.Length || servers.Length == 0)
        {
            yield return Kind(section) switch
            {
                "httpchk" => Http(node, section, servers),
                "ssl-hello-chk" => Warn(
                    $"{node.Name} says hello by TLS and asks nothing more (option ssl-hello-chk); "
                        + "each check is a handshake error in the apiserver's log."
                ),
                "tcp-check" when section.All("tcp-check").Any(line => line is [_, "expect", ..]) => Pass(
                    $"{node.Name} sends and expects an answer (tcp-check rules)."
                ),
                null or "tcp-check" => Warn($"{node.Name} only connects: UP there means that the port is open."),
                var other => Warn(
                    $"{node.Name} checks by “option {other}”, which an apiserver does not speak, or a program that nobody here can see."
                ),
            };
        }
    }

    private static DoctorNote Http(NodeState node, ConfigurationSection section, ImmutableArray<string>[] servers)
    {
        var overTls =
            servers.All(line => Has(section, line, "check-ssl") || Has(section, line, "ssl"))
            || section.All("http-check", "connect").Any(line => line.Contains("ssl"));
        return overTls
            ? Pass(
                $"{node.Name} asks over TLS (option "
                    + $"httpchk){(servers.Any(line => After(section, line, "verify") is "none") ? "; it does not verify whose answer that is (verify none)" : "")}."
            )
            : Warn(
                $"{node.Name} asks by plain HTTP (option httpchk without check-ssl): an apiserver answers that with 400."
            );
    }

    // Without the file the check's own status tells its depth; it is the last one's only, and of servers that pass.
    private static IEnumerable<DoctorNote> OfRuntime(NodeState node, string backend, ParsedConfiguration? file)
    {
        var depths = (node.HaProxy.FreshValue?.Find(backend)?.Servers ?? [])
            .Select(server => server.Check)
            .OfType<CheckStatus>()
            .Select(check => check.Code)
            .ToHashSet(StringComparer.Ordinal);
        yield return depths.Contains("L4OK")
            ? Warn($"{node.Name} only connects, as its checks say (L4OK); its haproxy.cfg can't be read.")
        : depths.Contains("L6OK")
            ? Warn($"{node.Name} says hello by TLS and asks nothing more, as its checks say (L6OK).")
        : depths.Contains("L7OK") ? Pass($"{node.Name} asks and gets an answer, as its checks say (L7OK).")
        : Needs(
            file is null
                ? DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}")
                : $"the backend '{backend}' in haproxy.cfg of {node.Name}, as far as it is read."
        );
    }

    private static string? Kind(ConfigurationSection section) => KindIn(section.Lines) ?? KindIn(section.Defaults);

    private static string? KindIn(ImmutableArray<ImmutableArray<string>> lines) =>
        lines.LastOrDefault(line => line is ["option", var kind, ..] && Kinds.Contains(kind, StringComparer.Ordinal))
            is { IsDefault: false } found
            ? found[1]
            : null;

    /// <summary>A word of a server's line, or of the default-server lines before it, unless the line takes it back.</summary>
    private static bool Has(ConfigurationSection section, ImmutableArray<string> server, string word) =>
        !server.Skip(3).Contains($"no-{word}", StringComparer.Ordinal)
        && (
            server.Skip(3).Contains(word, StringComparer.Ordinal)
            || Defaults(section).Any(line => line.Skip(1).Contains(word, StringComparer.Ordinal))
        );

    private static string? After(ConfigurationSection section, ImmutableArray<string> server, string word) =>
        Defaults(section).Append(server).LastOrDefault(line => line.Contains(word)) is { IsDefault: false } line
            ? line.ElementAtOrDefault(line.IndexOf(word) + 1)
            : null;

    private static IEnumerable<ImmutableArray<string>> Defaults(ConfigurationSection section) =>
        section.Defaults.Concat(section.Lines).Where(line => line is ["default-server", ..]);
}
