using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D5. UP must mean that the apiserver serves, not that a port is open.</summary>
internal sealed class CheckDepthCheck()
    : TopologyCheck(
        "D5",
        DoctorHaProxyTexts.CheckDepthTitle,
        DoctorHaProxyTexts.CheckDepthWhy,
        DoctorSource.Issue("GiganticMinecraft/seichi_infra", 4868)
    )
{
    // Values of "option X" that select the check. The last one applies; the section takes precedence over its defaults.
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
            pair.File?.Backend(context.BackendOf(pair.Node)) is { } section
                ? OfFile(pair.Node, section)
                : OfRuntime(pair.Node, context.BackendOf(pair.Node), pair.File)
        );

    protected override DoctorFix? Fix(DoctorContext context)
    {
        var path = context.OldestApiServer is < 16 ? "/healthz" : "/readyz"; // /readyz came with 1.16
        return new DoctorFix(
            DoctorHaProxyTexts.CheckDepthFixPlace(context.Backend),
            Message.Verbatim(
                $"""
                backend {context.Backend}
                    mode tcp
                    balance roundrobin
                    option httpchk GET {path}
                    http-check expect status 200
                    default-server check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt inter 2s fall 3 rise 2

                """.ReplaceLineEndings("\n") + context.ServerLines("")
            )
        );
    }

    private static IEnumerable<DoctorNote> OfFile(NodeState node, ConfigurationSection section)
    {
        ImmutableArray<string>[] servers =
        [
            .. section.All("server").Where(line => line.Length > 2),
            .. section.All("server-template").Where(line => line.Length > 3).Select(line => line.RemoveAt(2)),
        ];
        var unknown = servers
            .SelectMany(line => line.Skip(3))
            .Concat(Defaults(section).SelectMany(line => line.Skip(1)))
            .Where(ConfigurationWord.IsVariable)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (unknown.Length > 0)
        {
            yield return Needs(DoctorTexts.VariablesNeeded(node.Name, string.Join(", ", unknown)));
            yield break;
        }

        var blind = servers.Where(line => !Has(section, line, "check")).Select(line => line[1]).ToArray();
        if (blind.Length > 0)
        {
            yield return Fail(DoctorHaProxyTexts.ServersNotChecked(node.Name, string.Join(", ", blind)));
        }

        if (blind.Length < servers.Length || servers.Length == 0)
        {
            yield return Kind(section) switch
            {
                "httpchk" => Http(node, section, servers),
                "ssl-hello-chk" => Warn(DoctorHaProxyTexts.TlsHandshakeCheck(node.Name)),
                "tcp-check" when section.All("tcp-check").Any(line => line is [_, "expect", ..]) => Pass(
                    DoctorHaProxyTexts.TcpRulesCheck(node.Name)
                ),
                null or "tcp-check" => Warn(DoctorHaProxyTexts.TcpConnectionCheck(node.Name)),
                var other => Warn(DoctorHaProxyTexts.OtherProtocolCheck(node.Name, other)),
            };
        }
    }

    private static DoctorNote Http(NodeState node, ConfigurationSection section, ImmutableArray<string>[] servers)
    {
        var overTls =
            servers.All(line => Has(section, line, "check-ssl") || Has(section, line, "ssl"))
            || section.All("http-check", "connect").Any(line => line.Contains("ssl"));
        var isUnverified = servers.Any(line => After(section, line, "verify") is "none");
        return !overTls ? Warn(DoctorHaProxyTexts.PlainHttpCheck(node.Name))
            : isUnverified ? Pass(DoctorHaProxyTexts.UnverifiedTlsCheck(node.Name))
            : Pass(DoctorHaProxyTexts.TlsCheck(node.Name));
    }

    // Without the file the status code of the last passed check shows its depth.
    private static IEnumerable<DoctorNote> OfRuntime(NodeState node, string backend, ParsedConfiguration? file)
    {
        var depths = (node.HaProxy.FreshValue?.Find(backend)?.Servers ?? [])
            .Select(server => server.Check)
            .OfType<CheckStatus>()
            .Select(check => check.Code)
            .ToHashSet(StringComparer.Ordinal);
        yield return depths.Contains("L4OK") ? Warn(DoctorHaProxyTexts.TcpConnectionStatus(node.Name))
        : depths.Contains("L6OK") ? Warn(DoctorHaProxyTexts.TlsHandshakeStatus(node.Name))
        : depths.Contains("L7OK") ? Pass(DoctorHaProxyTexts.ResponseStatus(node.Name))
        : Needs(file is null ? DoctorContext.WantFile(node) : DoctorTexts.HaProxyFileBackendNeeded(backend, node.Name));
    }

    private static string? Kind(ConfigurationSection section) => KindIn(section.Lines) ?? KindIn(section.Defaults);

    private static string? KindIn(ImmutableArray<ImmutableArray<string>> lines) =>
        lines.LastOrDefault(line => line is ["option", var kind, ..] && Kinds.Contains(kind, StringComparer.Ordinal))
            is { IsDefault: false } found
            ? found[1]
            : null;

    /// <summary>A word of a server's line, or of the default-server lines before it, unless the line negates it.</summary>
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
