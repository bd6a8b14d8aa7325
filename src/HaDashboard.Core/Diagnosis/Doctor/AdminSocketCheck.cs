using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D9. Every account that can open the admin socket can disable every server.</summary>
internal sealed class AdminSocketCheck()
    : TopologyCheck(
        "D9",
        DoctorHaProxyTexts.AdminSocketTitle,
        DoctorHaProxyTexts.AdminSocketWhy,
        DoctorSource.Issue("haproxy/haproxy", 481)
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
                yield return Needs(DoctorContext.WantFile(node));
            }
            else if (sockets.IsEmpty)
            {
                yield return Needs(
                    file.IsCut
                        ? DoctorHaProxyTexts.SocketLineNeededInWholeFile(name)
                        : DoctorHaProxyTexts.SocketLineNeeded(name)
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
            DoctorHaProxyTexts.AdminSocketFixPlace,
            Message.Verbatim($"    stats socket {context.Socket} mode 660 level admin\n    stats timeout 30s\n")
        );

    // The words after "stats socket": the address, then "mode", "level", "user" and others with a value each.
    private static DoctorNote Of(string node, ImmutableArray<string> line)
    {
        var (address, level, mode) = (line[2], After(line, "level") ?? "operator", After(line, "mode"));
        if (ConfigurationWord.IsVariable(address) || ConfigurationWord.IsVariable(level))
        {
            return Needs(DoctorTexts.VariablesNeeded(node, $"{address} level {level}"));
        }

        if (!IsUnix(address))
        {
            var loopback =
                address.Contains("127.0.0.1", StringComparison.Ordinal)
                || address.Contains("[::1]", StringComparison.Ordinal)
                || address.Contains("localhost", StringComparison.Ordinal);
            return loopback ? Warn(DoctorHaProxyTexts.SocketOpenToNode(node, level, address))
                : level is "admin" ? Fail(DoctorHaProxyTexts.SocketOpenToNetwork(node, level, address))
                : Warn(DoctorHaProxyTexts.SocketOpenToNetwork(node, level, address));
        }

        return mode is null ? Needs(DoctorHaProxyTexts.SocketModeNeeded(address, node))
            : mode.Length is < 3 or > 4 || !mode.All(c => c is >= '0' and <= '7')
                ? Needs(DoctorHaProxyTexts.SocketModeInvalid(address, node, mode))
            : mode[^1] == '0' ? Pass(DoctorHaProxyTexts.SocketRestricted(node, address, mode, level))
            : Fail(DoctorHaProxyTexts.SocketOpenToAccounts(node, address, mode, level));
    }

    private static bool IsUnix(string address) =>
        address.StartsWith('/')
        || address.StartsWith("unix@", StringComparison.Ordinal)
        || address.StartsWith("abns@", StringComparison.Ordinal);

    private static string? After(ImmutableArray<string> line, string word) =>
        line.IndexOf(word, 3) is > 0 and var at && at + 1 < line.Length ? line[at + 1] : null;
}
