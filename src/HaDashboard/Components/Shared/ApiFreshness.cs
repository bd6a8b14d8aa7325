using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Shared;

/// <summary>How current the data from the Kubernetes API is, in the heading of a panel that shows it.</summary>
internal static class ApiFreshness
{
    /// <param name="current">The text for current data: where it comes from.</param>
    internal static RenderFragment Of<T>(Slice<T> slice, Message current)
        where T : class =>
        slice switch
        {
            { Freshness: Freshness.Stale, ObservedAt: { } at } => Phrase.WithAge(SharedTexts.StaleSinceUpdate, at),
            { Freshness: Freshness.Fresh } => builder => builder.AddContent(0, current.ToString()),
            _ => builder => builder.AddContent(0, SharedTexts.NoApiData.ToString()),
        };
}
