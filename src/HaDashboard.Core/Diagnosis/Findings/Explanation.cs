namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>Whether one finding explains another.</summary>
public delegate bool Relation(ClusterDiagnosis diagnosis, Finding cause, Finding symptom);

/// <summary>Findings of another rule that explain a finding where the relation between the two holds.</summary>
public sealed record Explanation(RuleId Cause, Relation Holds)
{
    /// <summary>Wherever the cause is.</summary>
    internal static Explanation Always(RuleId cause) => new(cause, static (_, _, _) => true);

    /// <summary>The cause is on the same node.</summary>
    internal static Explanation OnSameNode(RuleId cause) => new(cause, Relations.IsOnSameNode);

    /// <summary>The cause is about the same subject.</summary>
    internal static Explanation OfSameSubject(RuleId cause) =>
        new(cause, static (_, cause, symptom) => cause.Subject == symptom.Subject);

    /// <summary>The symptom is what HAProxys report of the master that the cause is about.</summary>
    internal static Explanation OfColumn(RuleId cause) => new(cause, Relations.IsOfColumn);

    /// <summary>Only where the symptom is on no single node.</summary>
    internal static Explanation OfWholeCluster(RuleId cause) =>
        new(cause, static (_, _, symptom) => symptom.Node is null);

    /// <summary>The cause is on every node, or on the same one.</summary>
    internal static Explanation EverywhereOrOnSameNode(RuleId cause) =>
        new(cause, static (diagnosis, cause, symptom) =>
            cause.Node is null || Relations.IsOnSameNode(diagnosis, cause, symptom)
        );

    /// <summary>Some connections fail, and not all.</summary>
    internal static Explanation OfPartialFailure(RuleId cause) =>
        new(cause, static (_, _, symptom) => symptom.Severity is not Severity.Critical);
}
