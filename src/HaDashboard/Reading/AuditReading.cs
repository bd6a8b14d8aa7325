using System.Collections.Immutable;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Reading;

/// <summary>Reads the audit log for one caller: an Admin gets all records, other roles get their own.</summary>
public sealed class AuditReading(IAuditLog log, TimeProvider time)
{
    private const int MaxEntries = 5000;
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <param name="text">Words that a row must contain; null: no filter.</param>
    /// <param name="state">The state that a row must have; null: no filter.</param>
    /// <returns>The rows of the last 5000 records, newest first.</returns>
    public async Task<ImmutableArray<AuditRow>> ReadAsync(
        Caller caller,
        string? text,
        AuditState? state,
        CancellationToken cancellationToken
    )
    {
        if (caller.Role is UserRole.None)
        {
            return [];
        }

        var entries = await log.ReadAsync(MaxEntries, cancellationToken);
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. Rows(entries)
                .Where(row =>
                    caller.Role is UserRole.Admin || row.Intent.By.Equals(caller.Name, StringComparison.Ordinal)
                )
                .Where(row => state is null || row.State == state)
                .Where(row => Array.TrueForAll(words, word => Contains(row, word))),
        ];
    }

    private IEnumerable<AuditRow> Rows(IReadOnlyList<AuditEntry> entries)
    {
        var outcomes = entries
            .Where(entry => entry.Kind is AuditKind.Outcome)
            .DistinctBy(entry => entry.CommandId, StringComparer.Ordinal)
            .ToDictionary(entry => entry.CommandId, StringComparer.Ordinal);
        var intents = entries
            .Where(entry => entry.Kind is AuditKind.Intent)
            .Select(entry => entry.CommandId)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case AuditKind.Refused:
                    yield return new AuditRow(entry, null, AuditState.Refused);
                    break;
                case AuditKind.Intent when outcomes.TryGetValue(entry.CommandId, out var outcome):
                    yield return new AuditRow(entry, outcome, StateOf(outcome));
                    break;
                case AuditKind.Intent:
                    yield return new AuditRow(
                        entry,
                        null,
                        entry.At < _started ? AuditState.Unknown : AuditState.UnderWay
                    );
                    break;
                case AuditKind.Outcome when !intents.Contains(entry.CommandId): // a sign-in has no intent
                    yield return new AuditRow(entry, entry, StateOf(entry));
                    break;
            }
        }
    }

    private static AuditState StateOf(AuditEntry outcome) =>
        outcome.Succeeded is true ? AuditState.Succeeded : AuditState.Failed;

    private static bool Contains(AuditRow row, string word) =>
        new[]
        {
            row.Intent.By,
            row.Intent.From,
            row.Intent.Command,
            row.Intent.Reason,
            row.Words,
            row.Outcome?.Executed,
        }.Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) is true);
}
