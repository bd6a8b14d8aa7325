using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>The state of a process according to the slice of its probe.</summary>
public static class ProbeState
{
    /// <summary>
    /// The node was reached, and the process was not: it does not listen, or it hangs. That is knowledge of the process, not a lack of
    /// it.
    /// </summary>
    public static bool IsKnownDown(this Slice slice) =>
        slice.Failure?.Kind is FailureKind.PortClosed or FailureKind.PortSilent;

    public static bool IsKnownDown(this Slice slice, FailureKind kind) => slice.Failure?.Kind == kind;

    /// <summary>The apiserver is known to be failing now; false if it serves or if its state is unknown.</summary>
    public static bool IsKnownFailing(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() || slice.FreshValue is { IsFailing: true };

    /// <summary>Whether the process is healthy: false if it is known to be down, null without fresh data.</summary>
    public static bool? IsLive(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Live.Ok;

    public static bool? IsReady(this Slice<ApiServerProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Ready.Ok;

    public static bool? IsHealthy(this Slice<ComponentProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.Health.Ok;

    public static bool? IsHealthy(this Slice<EndpointProbe> slice) =>
        slice.IsKnownDown() ? false : slice.FreshValue?.IsHealthy;
}
