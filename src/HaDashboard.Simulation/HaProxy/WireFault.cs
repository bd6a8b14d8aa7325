namespace HaDashboard.Simulation.HaProxy;

/// <summary>A fault of the protocol that the simulated HAProxy can have.</summary>
public enum WireFaultKind
{
    None,

    /// <summary>It accepts and reads, but never responds and never closes the connection, as an unreachable node.</summary>
    Hang,

    /// <summary>It sends the first rows of the reply and then EOF, as when the reader stalls longer than <c>stats timeout</c>.</summary>
    HalfReply,

    /// <summary>It sends bytes that are not a reply of HAProxy.</summary>
    Garbage,

    /// <summary>It sends a correctly framed error message instead of data.</summary>
    ErrorText,

    /// <summary>It sends rows without end.</summary>
    Endless,

    /// <summary>It sends the correct reply, a few bytes at a time.</summary>
    SlowDrip,
}

/// <summary>
/// The protocol fault of one HAProxy. All kinds except <see cref="WireFaultKind.Hang"/> affect only the commands that begin with
/// <paramref name="Command"/>.
/// </summary>
public sealed record WireFault(WireFaultKind Kind, string Command = "show stat")
{
    public static WireFault None { get; } = new(WireFaultKind.None);
}
