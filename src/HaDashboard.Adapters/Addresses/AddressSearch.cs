using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Addresses;

/// <summary>
/// Finds the address at which a component of one node answers. It uses the address that answered last, and tries the others only where
/// that one is closed.
/// </summary>
/// <param name="candidates">The addresses in the order in which they are tried.</param>
/// <param name="closed">Describes a certain address at which no process listens.</param>
/// <param name="notFound">Describes that none of the assumed addresses answered.</param>
internal sealed class AddressSearch(
    Func<ImmutableArray<ComponentAddress>> candidates,
    Func<Message, Message> closed,
    Func<string, Message> notFound
)
{
    private volatile ComponentAddress? _answered;

    /// <summary>The address that answered last; null before the first answer.</summary>
    public ComponentAddress? Answered => _answered;

    /// <summary>Another address would have been the first choice: the dashboard had to try several.</summary>
    public bool HadToSearch { get; private set; }

    public bool HasCandidates => !candidates().IsEmpty;

    /// <summary>Asks the addresses in turn until one gives an answer.</summary>
    /// <exception cref="SourceFailureException">
    /// None of them did. <see cref="FailureKind.PortClosed"/> means that the component is certainly not running.
    /// </exception>
    public async Task<T> FirstAsync<T>(Func<ComponentAddress, Task<T>> ask)
    {
        var usual = candidates();
        var last = _answered is { } one && usual.Contains(one) ? one : null;
        ImmutableArray<ComponentAddress> order = last is null ? usual : [last, .. usual.Remove(last)];
        var failures = new List<AddressFailure>();
        foreach (var address in order)
        {
            try
            {
                var answer = await ask(address);
                (_answered, HadToSearch) = (address, address != usual[0]);
                return answer;
            }
            catch (SourceFailureException e) when (IsElsewhere(e.Kind, IsCertain(address, last)))
            {
                failures.Add(new AddressFailure(address, IsCertain(address, last), e));
            }
        }

        throw FailureOf(failures);
    }

    // An address is certain if it is configured, if it follows from the component's flags, or if the component has answered there.
    private static bool IsCertain(ComponentAddress address, ComponentAddress? last) =>
        !address.IsAssumed || address == last;

    private static bool IsElsewhere(FailureKind kind, bool isCertain) =>
        kind
            is FailureKind.PortClosed
                or FailureKind.PortForbidden
                or FailureKind.TargetUnreachable
                or FailureKind.OtherServer
        || (!isCertain && kind is FailureKind.TlsFailed or FailureKind.PortSilent);

    private SourceFailureException FailureOf(List<AddressFailure> failures)
    {
        if (First(failure => failure.IsCertain && failure.Kind is FailureKind.PortClosed) is { } stopped)
        {
            return new SourceFailureException(FailureKind.PortClosed, closed(stopped.Reason), stopped);
        }

        if (First(failure => failure.IsCertain || failure.Kind is FailureKind.OtherServer) is { } certain)
        {
            return certain;
        }

        // Only assumed addresses are left. A refusal by sshd or a TLS server with another certificate is more specific than "not found".
        var isForbidden =
            failures.Count > 0 && failures.TrueForAll(failure => failure.Kind is FailureKind.PortForbidden);
        return First(failure => isForbidden || failure.Kind is FailureKind.TlsFailed)
            ?? new SourceFailureException(
                FailureKind.NotAtAssumedAddress,
                notFound(string.Join(", ", failures.Select(failure => failure.Address.Authority))),
                failures.FirstOrDefault()?.Failure
            );

        SourceFailureException? First(Predicate<AddressFailure> which) => failures.Find(which)?.Failure;
    }

    private sealed record AddressFailure(ComponentAddress Address, bool IsCertain, SourceFailureException Failure)
    {
        public FailureKind Kind => Failure.Kind;
    }
}
