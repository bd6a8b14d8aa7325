using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>From where the shared endpoint answers, as evidence.</summary>
internal static class EndpointEvidence
{
    private const int MostNodes = 8;

    internal static IEnumerable<Evidence> Of(ClusterDiagnosis diagnosis)
    {
        var endpoint = diagnosis.Endpoints;
        foreach (var node in endpoint.Nodes.OrderByDescending(node => node.Answer).Take(MostNodes).Select(n => n.Node))
        {
            yield return new Evidence(
                EndpointTexts.EndpointFromNode(endpoint.HostPort, node.Name, ResultOf(node.Endpoint)),
                new SourceId(SourceKind.Endpoint, node.Name)
            );
        }

        yield return new Evidence(
            EndpointTexts.EndpointFromHost(endpoint.HostPort, ResultOf(diagnosis.Snapshot.Kubernetes.EndpointFromHere)),
            new SourceId(SourceKind.EndpointFromHere)
        );
    }

    /// <summary>Why no connection got an answer; null where one did.</summary>
    internal static Message? ErrorOf(Slice<EndpointProbe> slice) =>
        slice.Answer() is not EndpointAnswer.Failed
            ? null
            : slice.Failure?.Message ?? slice.Value?.Attempts.FirstOrDefault(attempt => !attempt.Ok)?.Error;

    private static Message ResultOf(Slice<EndpointProbe> slice) =>
        slice.Answer() switch
        {
            EndpointAnswer.Answered => EndpointTexts.ResultAnswers,
            EndpointAnswer.Failed => ErrorOf(slice) ?? EndpointTexts.ResultFails,
            _ => slice.Failure?.Message ?? EndpointTexts.ResultNotObserved,
        };
}
