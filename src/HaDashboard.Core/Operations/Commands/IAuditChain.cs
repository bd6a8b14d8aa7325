using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>The result of verifying the audit log's chain: each record carries the SHA-256 of the record before it.</summary>
/// <param name="Records">How many follow each other as they were written.</param>
/// <param name="Unchained">The number of records before them, from a version without a chain.</param>
/// <param name="Problem">Where and how it breaks, in one sentence; null where it holds.</param>
/// <param name="Continues">The first follows a record of an earlier file: rotated, or the beginning was taken out.</param>
public sealed record AuditChainResult(long Records, long Unchained, Message? Problem, bool Continues = false);

/// <summary>Proves that nothing was changed or taken out of the audit, as far as the audit itself can.</summary>
public interface IAuditChain
{
    Task<AuditChainResult> VerifyAsync(CancellationToken cancellationToken);
}
