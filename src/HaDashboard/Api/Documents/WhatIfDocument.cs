using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Preflight;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Api.Documents;

/// <summary>The pre-flight check: whether it is safe to take this node down now.</summary>
/// <param name="Answer">The answer for a reboot: yes, no or unknown. Only observations of the last ten seconds count.</param>
/// <param name="Reasons">The reasons of that answer.</param>
/// <param name="Actions">The answers by name: reboot, drain, reload, and takeout: removal of a master from rotation on every node.</param>
public sealed record WhatIfDocument(
    string Node,
    DateTimeOffset At,
    string Answer,
    ImmutableArray<WhatIfReasonDocument> Reasons,
    ImmutableSortedDictionary<string, WhatIfAnswerDocument> Actions
)
{
    internal static WhatIfDocument Of(ClusterDiagnosis diagnosis, NodeState node, DateTimeOffset now)
    {
        var answers = WhatIf
            .All(diagnosis, node, now)
            .ToImmutableSortedDictionary(
                answer => Word(answer.Action.ToString()),
                WhatIfAnswerDocument.Of,
                StringComparer.Ordinal
            );
        var reboot = answers[Word(nameof(WhatIfAction.Reboot))];
        return new WhatIfDocument(node.Name.Value, now, reboot.Answer, reboot.Reasons, answers);
    }

    internal static string Word(string name) => name.ToLowerInvariant();
}

public sealed record WhatIfAnswerDocument(string Answer, ImmutableArray<WhatIfReasonDocument> Reasons)
{
    internal static WhatIfAnswerDocument Of(WhatIfAnswer answer) =>
        new(
            WhatIfDocument.Word(answer.Answer.ToString()),
            [
                .. answer.Reasons.Select(reason => new WhatIfReasonDocument(
                    WhatIfDocument.Word(reason.Answer.ToString()),
                    reason.Check,
                    reason.Text
                )),
            ]
        );
}

/// <param name="Answer">yes, no or unknown: the result of this check alone.</param>
public sealed record WhatIfReasonDocument(string Answer, string Check, string Text);

/// <summary>A single failure that would take the control plane down now.</summary>
/// <param name="Certain">False where there is not enough data to rule it out.</param>
public sealed record SingleFailureDocument(string Node, string What, bool Certain, string Why);
