using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Masters;

/// <summary>The failed requests of an apiserver according to its own metrics, in one clause.</summary>
internal static class RequestWords
{
    /// <returns>null where the metrics are not read, or where the apiserver is down, which the probe shows.</returns>
    internal static string? Of(Slice<ApiServerRequests> slice) =>
        slice switch
        {
            { IsFresh: true, Value: { FailedShare: { } share } requests } => Failed(requests, share),
            { IsFresh: true } => "failed requests: waiting for the second sample",
            { Failure.Kind: FailureKind.PortClosed or FailureKind.PortSilent } => null,
            { Failure.Kind: FailureKind.Forbidden } =>
                "failed requests unknown: no permission to read the metrics (403)",
            { Failure: { } failure } => $"failed requests unknown: metrics not read ({FailureWords.Brief(failure)})",
            _ => null,
        };

    private static string Failed(ApiServerRequests requests, double share)
    {
        var percent = requests.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({share:P1})");
        return $"{requests.Failed} of {requests.Answered} requests{percent} failed in the last {Minutes(requests.Over)}";
    }

    private static string Minutes(TimeSpan over) =>
        over < TimeSpan.FromSeconds(90)
            ? "minute"
            : string.Create(CultureInfo.InvariantCulture, $"{over.TotalMinutes:0} minutes");
}
