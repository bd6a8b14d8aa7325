using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Preflight;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Api;

/// <summary>May this node be taken down now?</summary>
/// <param name="Answer">Of a reboot: yes, no or unknown. Only what was seen within the last ten seconds counts.</param>
/// <param name="Reasons">Of that answer.</param>
/// <param name="Actions">By name: reboot, drain, reload, and of a master takeout: out of every node's rotation.</param>
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

/// <param name="Answer">yes, no or unknown: what this one alone says.</param>
public sealed record WhatIfReasonDocument(string Answer, string Check, string Text);

/// <summary>What would take the control plane down if it failed next.</summary>
/// <param name="Certain">False where too little is known to say that it would be survived.</param>
public sealed record SingleFailureDocument(string Node, string What, bool Certain, string Why);
