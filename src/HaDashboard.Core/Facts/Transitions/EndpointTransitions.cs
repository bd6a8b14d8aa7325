using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of the endpoint that all clients use: who holds its address, and whether any place reaches it.</summary>
internal static class EndpointTransitions
{
    internal static void Add(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at, Action<Transition> add)
    {
        var (old, now) = (before.Onsets.Endpoint, after.Onsets.Endpoint);
        if (ReferenceEquals(old, now))
        {
            return;
        }

        AddHolders(old.Holders, now.Holders, at, add);
        if (old.UnreachableSince is null != now.UnreachableSince is null)
        {
            AddReach(before, after, at, add);
        }
    }

    private static void AddHolders(
        AddressHolders? before,
        AddressHolders? after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        if (
            before?.Nodes is not { } old
            || after?.Nodes is not { } now
            || !before.Address.Equals(after.Address, StringComparison.Ordinal)
            || old.SequenceEqual(now)
        )
        {
            return;
        }

        add(
            new Transition(
                at,
                TransitionKind.Endpoint,
                now.Length != 1 ? TransitionTone.Bad
                    : old.Length != 1 ? TransitionTone.Good
                    : TransitionTone.Neutral,
                now.Length == 1 ? now[0] : null,
                TransitionTexts.VirtualAddress(after.Address),
                Held(old),
                Held(now),
                old.Length == 1 && now.Length == 1 ? TransitionTexts.AddressMoved(after.Address, old[0], now[0]) : null
            )
        );
    }

    private static Message Held(ImmutableArray<NodeName> by) =>
        by.Length switch
        {
            0 => TransitionTexts.HeldByNobody,
            1 => TransitionTexts.HeldBy(by[0]),
            _ => TransitionTexts.HeldBySeveral(by.Length, string.Join(", ", by)),
        };

    // The first result after the start is no change.
    private static void AddReach(
        ClusterSnapshot before,
        ClusterSnapshot after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        var isReachable = after.Onsets.Endpoint.UnreachableSince is null;
        if (
            ApiEndpoints.Of(after).Shared is not { } shared
            || (!isReachable && EndpointReach.IsSharedReachable(before) is null)
        )
        {
            return;
        }

        add(
            new Transition(
                at,
                TransitionKind.Endpoint,
                isReachable ? TransitionTone.Good : TransitionTone.Bad,
                null,
                TransitionTexts.ApiEndpoint(HostPort.Of(shared)),
                isReachable ? TransitionTexts.Unreachable : TransitionTexts.Answers,
                isReachable ? TransitionTexts.Answers : TransitionTexts.Unreachable,
                null
            )
        );
    }
}
