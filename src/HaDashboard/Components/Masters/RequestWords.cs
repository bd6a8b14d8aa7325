using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Masters;

/// <summary>The failed requests of an apiserver according to its own metrics, in one clause.</summary>
internal static class RequestWords
{
    /// <returns>null where the metrics are not read, or where the apiserver is down, which the probe shows.</returns>
    internal static Message? Of(Slice<ApiServerRequests> slice) =>
        slice switch
        {
            { IsFresh: true, Value: { FailedShare: { } share } requests } => Failed(requests, share),
            { IsFresh: true } => MasterTexts.RequestsWaiting,
            { Failure.Kind: FailureKind.PortClosed or FailureKind.PortSilent } => null,
            { Failure.Kind: FailureKind.Forbidden } => MasterTexts.RequestsForbidden,
            { Failure: { } failure } => MasterTexts.RequestsNotRead(FailureWords.Brief(failure)),
            _ => null,
        };

    private static Message Failed(ApiServerRequests requests, double share) =>
        requests.Failed == 0
            ? MasterTexts.RequestsFailed(requests.Failed, requests.Answered, Minutes(requests.Over))
            : MasterTexts.RequestsFailedShare(
                requests.Failed,
                requests.Answered,
                string.Create(CultureInfo.InvariantCulture, $"{share:P1}"),
                Minutes(requests.Over)
            );

    private static long Minutes(TimeSpan over) =>
        over < TimeSpan.FromSeconds(90) ? 1 : (long)Math.Round(over.TotalMinutes, MidpointRounding.AwayFromZero);
}
