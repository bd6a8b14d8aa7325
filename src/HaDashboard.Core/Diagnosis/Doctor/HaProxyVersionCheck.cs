using System.Globalization;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D11. Nodes with different HAProxys fail differently; a branch that has ended is mended no more.</summary>
internal sealed class HaProxyVersionCheck()
    : TopologyCheck(
        "D11",
        "One HAProxy version everywhere, of a branch that is still mended",
        "A branch gets fixes until its end and none after, and on different versions the same file behaves "
            + "differently. A distribution may go on for longer with a branch: then its word counts.",
        new DoctorSource("haproxy.org: versions and their end of life", "https://www.haproxy.org/")
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        var today = DateOnly.FromDateTime(context.Now.UtcDateTime);
        foreach (var silent in context.Snapshot.Nodes.Where(node => !node.HaProxy.IsFresh))
        {
            yield return Needs(DoctorContext.Want(silent.HaProxy, $"an answer of {silent.Name}'s HAProxy"));
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
            yield return Warn(
                $"{versions.Length} versions: "
                    + $"{string.Join("; ", versions.Select(version => $"{version.Key} on {Wording.Names([.. version])}"))}."
            );
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "every node with the older one, one node after the other (Debian)",
            "apt-get update && apt-get install --only-upgrade haproxy\nhaproxy -v\n"
        );

    private static DoctorNote OfBranch(string version, string nodes, DateOnly today) =>
        HaProxyBranch.Of(version) is not { } branch ? Needs($"a version that can be read; {nodes} says '{version}'.")
        : HaProxyBranch.IsAncient(branch) ? Warn($"{version} on {nodes}: branch {branch} ended long ago.")
        : HaProxyBranch.EndOf(branch) is not { } end
            ? Needs($"a newer HaDashboard: it knows nothing of branch {branch} ({nodes}).")
        : end < today
            ? Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{version} on {nodes}: haproxy.org mends branch {branch} no more since {end:yyyy-MM-dd}."
                )
            )
        : Pass(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{version} on {nodes}: branch {branch} is mended until {end:yyyy-MM-dd}."
            )
        );
}
