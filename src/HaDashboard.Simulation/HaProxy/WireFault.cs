namespace HaDashboard.Simulation;

public enum WireFaultKind
{
    None,

    /// <summary>Accepts, reads, never answers and never closes: an unreachable node.</summary>
    Hang,

    /// <summary>The first rows of the reply, then EOF, as when the reader stalls longer than <c>stats timeout</c>.</summary>
    HalfReply,

    /// <summary>Bytes that are no reply of HAProxy's.</summary>
    Garbage,

    /// <summary>A line of error text where data should be, properly framed.</summary>
    ErrorText,

    /// <summary>Rows without an end.</summary>
    Endless,

    /// <summary>The right reply, a few bytes at a time.</summary>
    SlowDrip,
}

/// <summary>What goes wrong on the wire of one HAProxy. All but <see cref="WireFaultKind.Hang"/> spoil only the commands that
/// begin with <paramref name="Command"/>.</summary>
public sealed record WireFault(WireFaultKind Kind, string Command = "show stat")
{
    public static WireFault None { get; } = new(WireFaultKind.None);
}
