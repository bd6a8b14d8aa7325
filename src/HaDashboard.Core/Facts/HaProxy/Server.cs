using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A server of a backend according to one HAProxy process.</summary>
/// <param name="ProxyId">
/// HAProxy's <c>iid</c>; together with <paramref name="ServerId"/> it identifies the server within one process.
/// </param>
/// <param name="ServerId">HAProxy's <c>sid</c>.</param>
/// <param name="Check">The last check; null if HAProxy does not check the server now.</param>
/// <param name="Weight">The effective weight, 0 to 256. With weight 0 a server receives no new traffic, although its status is UP.</param>
/// <param name="Address">As HAProxy shows it, such as <c>10.0.42.1:6443</c>; null if the level of the socket hides it.</param>
/// <param name="LastChangeSeconds">Seconds since the last change of state, at the time of observation.</param>
/// <param name="Since">
/// The time of the last change on the dashboard's clock. It stays the same between polls until the state changes again.
/// </param>
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
    /// <summary>True if HAProxy sends new sessions to the server: it is UP and its weight is above zero.</summary>
    public bool TakesTraffic => Status.State is ServerOperationalState.Up && (Weight is null or > 0);

    /// <summary>
    /// True if the server is UP and a check of this worker confirmed it. Right after a start HAProxy shows UP without any check.
    /// </summary>
    public bool IsProvenUp => TakesTraffic && (Check is { IsInitial: false } || (Check is null && FollowsAnother));

    /// <summary>
    /// True if HAProxy certainly sends no new session to the server. A server that is not checked, or whose status is unknown, is neither
    /// out of rotation nor proven UP.
    /// </summary>
    public bool IsOutOfRotation =>
        !TakesTraffic && Status.State is not (ServerOperationalState.NoCheck or ServerOperationalState.Unknown);

    /// <summary>True if the server has no check of its own and shows the state of the server that it tracks.</summary>
    public bool FollowsAnother => Row.Text("tracked") is not null;

    /// <summary>
    /// True if the server is still in rotation and its last check failed. Without a failed check, <c>UP 1/3</c> means that the worker has
    /// just started.
    /// </summary>
    public bool IsGoingDown => Status.IsGoingDown && Check is { IsInitial: false, Passed: false };

    /// <summary><c>proxy/server</c>, as the runtime API spells it.</summary>
    public string Path => $"{Proxy}/{Name}";
}
