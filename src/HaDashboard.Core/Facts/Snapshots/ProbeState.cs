using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>What a probe's slice says of the process behind it.</summary>
public static class ProbeState
{
    /// <summary>
    /// The node was reached, and the process was not: it does not listen, or it hangs. That is knowledge of the process, not a lack of
    /// it.
    /// </summary>
    public static bool IsKnownDown<T>(this Slice<T> slice)
        where T : class => slice.Failure?.Kind is FailureKind.PortClosed or FailureKind.PortSilent;

    public static bool IsKnownDown<T>(this Slice<T> slice, FailureKind kind)
        where T : class => slice.Failure?.Kind == kind;

    /// <summary>The apiserver is known not to serve now; false where it serves, and where nobody knows.</summary>
    public static bool IsKnownFailing(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() || slice.FreshValue is { IsFailing: true };

    /// <summary>Whether the process is well: false where it is known to be down, null where nothing fresh says.</summary>
    public static bool? IsLive(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Live.Ok;

    public static bool? IsReady(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Ready.Ok;

    public static bool? IsHealthy(this Slice<ComponentProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Health.Ok;

    public static bool? IsWell(this Slice<LocalEndpointProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.IsWell;
}
