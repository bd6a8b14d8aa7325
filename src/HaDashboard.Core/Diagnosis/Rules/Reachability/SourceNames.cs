using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>What a sentence about missing data calls a source. A component keeps its name in every language.</summary>
internal static class SourceNames
{
    internal static Message Of(SourceDescriptor source) =>
        source.Kind switch
        {
            SourceKind.LocalEndpoint => ReachabilityTexts.LocalEndpoint,
            SourceKind.Certificates => ReachabilityTexts.Certificates,
            SourceKind.KubernetesNodes => ReachabilityTexts.Nodes,
            SourceKind.KubernetesPods => ReachabilityTexts.Pods,
            _ => Message.Verbatim(source.StaleSubject!),
        };
}
