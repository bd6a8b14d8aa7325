using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

public enum FrontendTargetState
{
    Enable,

    /// <summary>It accepts no new connections; existing connections continue.</summary>
    Disable,

    /// <summary>Its sockets are closed. Only a reload opens them again.</summary>
    Shutdown,
}

/// <summary>Opens, pauses or ends a frontend.</summary>
public sealed record SetFrontendState(string CommandId, NodeName Node, ProxyName Proxy, FrontendTargetState State)
    : RuntimeAction(CommandId, UserRole.Admin, Node)
{
    public override Message Describe() =>
        State switch
        {
            FrontendTargetState.Enable => RuntimeTexts.EnableFrontendOn(Proxy, Node),
            FrontendTargetState.Disable => RuntimeTexts.DisableFrontendOn(Proxy, Node),
            _ => RuntimeTexts.ShutDownFrontendOn(Proxy, Node),
        };

    internal override string Target => $"frontend {Proxy}";

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Frontend(Proxy, State);

    // HAProxy 2.4 reports OPEN for a paused frontend, and no longer lists a frontend that was shut down.
    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        State switch
        {
            FrontendTargetState.Enable => StatusOf(now) is "OPEN",
            FrontendTargetState.Disable => StatusOf(now) is "PAUSED",
            _ => StatusOf(now) is "STOP" or null,
        };

    internal override Message Summarise(RuntimeState state) =>
        StatusOf(state) is { } status ? Message.Verbatim(status) : RuntimeTexts.NotListed;

    internal static Frontend? Find(HaProxyReading reading, ProxyName name)
    {
        foreach (var proxy in reading.Proxies)
        {
            if (proxy.Name == name && proxy.Frontend is { } frontend)
            {
                return frontend;
            }
        }

        return null;
    }

    private string? StatusOf(RuntimeState state) => Find(state.Reading, Proxy)?.Status;
}
