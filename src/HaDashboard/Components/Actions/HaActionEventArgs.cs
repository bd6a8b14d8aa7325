using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Actions;

/// <summary>A key of keys.js that starts an action. Its names come from the browser and are looked up before use.</summary>
public sealed class HaActionEventArgs : EventArgs
{
    public string Action { get; set; } = "";

    public string Node { get; set; } = "";

    public string Proxy { get; set; } = "";

    public string Server { get; set; } = "";
}

/// <summary>Registers <c>@onhaaction</c> with Razor; boot.js registers the event in the browser.</summary>
[EventHandler("onhaaction", typeof(HaActionEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
