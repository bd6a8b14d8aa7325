using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;

namespace HaDashboard.Core.Diagnosis.Rules;

/// <summary>Every rule there is, found once at the start: a new rule is its class and nothing else.</summary>
public static class RuleCatalog
{
    private static readonly FrozenDictionary<RuleId, IRule> ById;

    static RuleCatalog()
    {
        All =
        [
            .. typeof(IRule)
                .Assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRule)))
                .Select(type => (IRule)Activator.CreateInstance(type)!)
                .OrderBy(rule => rule.Description.Order),
        ];
        ById = All.ToFrozenDictionary(rule => rule.Description.Id);
    }

    /// <summary>In the order in which findings of the same severity are shown.</summary>
    public static ImmutableArray<IRule> All { get; }

    /// <returns>null for an id that no rule has.</returns>
    public static IRule? Find(RuleId id) => ById.GetValueOrDefault(id);
}
