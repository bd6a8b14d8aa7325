using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HaDashboard.Components.Shared;

internal static class ElementFocus
{
    /// <summary>
    /// Moves the focus to the element if it still exists. A user may leave the page or close the dialog while the call is on its way; an
    /// exception would then show the next page as broken.
    /// </summary>
    public static async ValueTask TryFocusAsync(this ElementReference element)
    {
        try
        {
            await element.FocusAsync();
        }
        catch (JSException)
        {
            // the element is no longer on the page
        }
        catch (JSDisconnectedException)
        {
            // the browser has disconnected already
        }
    }
}
