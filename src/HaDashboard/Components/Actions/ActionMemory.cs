using HaDashboard.Components.Actions.Targets;

namespace HaDashboard.Components.Actions;

/// <summary>
/// What one circuit keeps between its dialogs: the reasons given, and the open weight form, to which a key pressed again adds. It plays no
/// part in security: the gate checks role and reason each time.
/// </summary>
public sealed class ActionMemory
{
    private const int KeptReasons = 8;
    private readonly List<string> _reasons = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    public string LastReason => _reasons.Count > 0 ? _reasons[0] : "";

    public WeightDraft? OpenWeights { get; set; }

    public void Remember(string reason)
    {
        _reasons.RemoveAll(r => r.Equals(reason, StringComparison.Ordinal));
        _reasons.Insert(0, reason);
        if (_reasons.Count > KeptReasons)
        {
            _reasons.RemoveAt(KeptReasons);
        }
    }
}
