using System.Globalization;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D11. Nodes with different HAProxy versions fail differently. A branch after its end of life gets no fixes.</summary>
internal sealed class HaProxyVersionCheck()
    : TopologyCheck(
        "D11",
        "All nodes run one HAProxy version of a supported branch",
        "A branch gets no fixes after its end of life. With different versions the same file may behave "
            + "differently. A distribution may support a branch for longer: then its dates apply.",
        new DoctorSource("haproxy.org: versions and their end of life", "https://www.haproxy.org/")
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        var today = DateOnly.FromDateTime(context.Now.UtcDateTime);
        foreach (var unobserved in context.Snapshot.Nodes.Where(node => !node.HaProxy.IsFresh))
        {
            yield return Needs(DoctorContext.Want(unobserved.HaProxy, $"a response of HAProxy on {unobserved.Name}"));
        }

        var versions = context
            .Snapshot.Nodes.Where(node => node.HaProxy.IsFresh)
            .GroupBy(node => Printable.Excerpt(node.HaProxy.Value!.Process.Version, 40), StringComparer.Ordinal)
            .ToArray();
        foreach (var version in versions)
        {
            yield return OfBranch(version.Key, Wording.Names([.. version]), today);
        }

        if (versions.Length > 1)
        {
            var list = versions.Select(version => $"{version.Key} on {Wording.Names([.. version])}");
            yield return Warn($"{versions.Length} versions: {string.Join("; ", list)}.");
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "each node with an older version, one node at a time (Debian)",
            "apt-get update && apt-get install --only-upgrade haproxy\nhaproxy -v\n"
        );

    private static DoctorNote OfBranch(string version, string nodes, DateOnly today) =>
        HaProxyBranch.Of(version) is not { } branch ? Needs($"a valid version; {nodes} reports '{version}'.")
        : HaProxyBranch.IsAncient(branch) ? Warn($"{version} on {nodes}: branch {branch} reached end of life long ago.")
        : HaProxyBranch.EndOf(branch) is not { } end
            ? Needs($"a newer HaDashboard: branch {branch} is not in its table ({nodes}).")
        : end < today
            ? Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{version} on {nodes}: branch {branch} reached end of life on {end:yyyy-MM-dd}."
                )
            )
        : Pass(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{version} on {nodes}: branch {branch} is supported until {end:yyyy-MM-dd}."
            )
        );
}
