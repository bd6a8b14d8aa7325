using System.Globalization;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D11. Nodes with different HAProxy versions fail differently. A branch after its end of life gets no fixes.</summary>
internal sealed class HaProxyVersionCheck()
    : TopologyCheck(
        "D11",
        DoctorHaProxyTexts.VersionTitle,
        DoctorHaProxyTexts.VersionWhy,
        new DoctorSource(DoctorHaProxyTexts.VersionSource, "https://www.haproxy.org/")
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        var today = DateOnly.FromDateTime(context.Now.UtcDateTime);
        foreach (var unobserved in context.Snapshot.Nodes.Where(node => !node.HaProxy.IsFresh))
        {
            yield return unobserved.HaProxy.Failure is { Kind: FailureKind.Unsupported } failure
                ? Warn(DoctorHaProxyTexts.VersionUnsupported(unobserved.Name, failure.Message))
                : Needs(DoctorContext.WantHaProxy(unobserved));
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
            var list = versions.Select(version =>
                DoctorHaProxyTexts.VersionOnNodes(version.Key, Wording.Names([.. version]))
            );
            yield return Warn(DoctorHaProxyTexts.VersionsDiffer(versions.Length, Message.Join("; ", list)));
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorHaProxyTexts.VersionFixPlace,
            Message.Verbatim("apt-get update && apt-get install --only-upgrade haproxy\nhaproxy -v\n")
        );

    private static DoctorNote OfBranch(string version, Message nodes, DateOnly today) =>
        HaProxyVersion.Of(version)?.ToString() is not { } branch
            ? Needs(DoctorHaProxyTexts.VersionInvalid(nodes, version))
        : HaProxyBranch.EndOf(branch) is not { } end ? Needs(DoctorHaProxyTexts.BranchUnknown(branch, nodes))
        : end < today ? Warn(DoctorHaProxyTexts.BranchEnded(version, nodes, branch, Date(end)))
        : Pass(DoctorHaProxyTexts.BranchSupported(version, nodes, branch, Date(end)));

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
