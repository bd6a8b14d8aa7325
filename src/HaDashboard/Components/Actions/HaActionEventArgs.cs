using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Actions;

/// <summary>A key of keys.js that asks for an action. It comes from the browser: its names are looked up, never believed.</summary>
public sealed class HaActionEventArgs : EventArgs
{
    public string Action { get; set; } = "";

    public string Node { get; set; } = "";

    public string Proxy { get; set; } = "";

    public string Server { get; set; } = "";
}

/// <summary>Tells Razor of <c>@onhaaction</c>; boot.js tells the browser.</summary>
[EventHandler("onhaaction", typeof(HaActionEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
