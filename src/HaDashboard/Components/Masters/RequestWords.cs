using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Masters;

/// <summary>What an apiserver's own metrics tell of its requests, in one clause.</summary>
internal static class RequestWords
{
    /// <returns>null where nobody asks, or the apiserver is gone and that is said beside.</returns>
    internal static string? Of(Slice<ApiServerRequests> slice) =>
        slice switch
        {
            { IsFresh: true, Value: { FailedShare: { } share } v } => string.Create(
                CultureInfo.InvariantCulture,
                $"{(v.Failed == 0 ? "no request" : $"{v.Failed} of {v.Answered} requests ({share:P1})")} failed in the last {Minutes(v.Over)}{(v.Failed == 0 ? $", of {v.Answered}" : "")}"
            ),
            { IsFresh: true } => "its requests are being counted",
            { Failure.Kind: FailureKind.PortClosed or FailureKind.PortSilent } => null,
            { Failure.Kind: FailureKind.Forbidden } => "its metrics may not be read (403): failed requests unknown",
            { Failure: { } failure } =>
                $"its metrics can't be read ({FailureWords.Brief(failure)}): failed requests unknown",
            _ => null,
        };

    private static string Minutes(TimeSpan over) =>
        over < TimeSpan.FromSeconds(90)
            ? "minute"
            : string.Create(CultureInfo.InvariantCulture, $"{over.TotalMinutes:0} minutes");
}
