using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A server of a backend as one HAProxy process sees it.</summary>
/// <param name="ProxyId">HAProxy's <c>iid</c>; with <paramref name="ServerId"/> the identity within one process.</param>
/// <param name="ServerId">HAProxy's <c>sid</c>.</param>
/// <param name="Check">null where HAProxy runs no check of it now.</param>
/// <param name="Weight">Effective weight, 0 to 256; 0 takes no new traffic although the status says UP.</param>
/// <param name="Address">As HAProxy shows it, <c>10.0.42.1:6443</c>; null where the socket's level hides it.</param>
/// <param name="LastChangeSeconds">Seconds since the last change of state, at the time of observation.</param>
/// <param name="Since">That moment on the dashboard's clock, held still between polls.</param>
public sealed record Server(
    ProxyName Proxy,
    ServerName Name,
    int ProxyId,
    int ServerId,
    ServerStatus Status,
    CheckStatus? Check,
    int? Weight,
    string? Address,
    long? LastChangeSeconds,
    DateTimeOffset? Since,
    StatRow Row
)
{
    /// <summary>HAProxy would send it a new session: UP and a weight above zero.</summary>
    public bool TakesTraffic => Status.State is ServerOperationalState.Up && (Weight is null or > 0);

    /// <summary>UP, confirmed by a check of this worker. UP right after a start is HAProxy's optimism, not knowledge.</summary>
    public bool IsProvenUp => TakesTraffic && (Check is { IsInitial: false } || (Check is null && FollowsAnother));

    /// <summary>HAProxy sends it no new session, for certain. A server that is not checked, or whose status can't be read, is neither this
    /// nor proven.</summary>
    public bool IsOutOfRotation =>
        !TakesTraffic && Status.State is not (ServerOperationalState.NoCheck or ServerOperationalState.Unknown);

    /// <summary>It has no check of its own and shows the state of the server it tracks.</summary>
    public bool FollowsAnother => Row.Text("tracked") is not null;

    /// <summary>Still in the rotation, and its last check failed. Without a failed check <c>UP 1/3</c> is a start, not an end.</summary>
    public bool IsGoingDown => Status.IsGoingDown && Check is { IsInitial: false, Passed: false };

    /// <summary><c>proxy/server</c>, the spelling of the runtime API.</summary>
    public string Path => $"{Proxy}/{Name}";
}
