using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

internal static class ConditionMapper
{
    private const int Most = 50;

    public static ImmutableArray<Condition> Map(IEnumerable<V1NodeCondition?>? conditions) =>
        All(conditions?.Select(c => (c?.Type, c?.Status, c?.Reason, c?.Message, c?.LastTransitionTime)));

    public static ImmutableArray<Condition> Map(IEnumerable<V1PodCondition?>? conditions) =>
        All(conditions?.Select(c => (c?.Type, c?.Status, c?.Reason, c?.Message, c?.LastTransitionTime)));

    private static ImmutableArray<Condition> All(
        IEnumerable<(
            string? Type,
            string? Status,
            string? Reason,
            string? Message,
            DateTime? LastTransition
        )>? conditions
    ) =>
        conditions is null
            ? []
            :
            [
                .. conditions
                    .Where(c => !string.IsNullOrEmpty(c.Type))
                    .Take(Most)
                    .Select(c => new Condition(
                        ApiText.Bounded(c.Type)!,
                        ApiText.Bounded(c.Status) ?? "Unknown",
                        ApiText.Bounded(c.Reason),
                        ApiText.Bounded(c.Message, ApiText.Sentence),
                        ApiTime.Of(c.LastTransition)
                    )),
            ];
}
