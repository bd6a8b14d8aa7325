using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>What an action names must be there.</summary>
internal static class RuntimeTarget
{
    internal static Refusal? Check(RuntimeAction action, HaProxyReading reading) =>
        action switch
        {
            ServerAction on
                when reading.Find(on.Proxy.Value) is not { Backend: not null } and not { Servers.IsEmpty: false } =>
                Unknown(RuntimeTexts.NoBackend(on.Proxy, on.Node)),
            ServerAction on when reading.Find(on.Proxy.Value, on.Server.Value) is null => Unknown(
                RuntimeTexts.NoServer(on.Path, on.Node)
            ),
            SetFrontendState on when SetFrontendState.Find(reading, on.Proxy) is null => Unknown(
                RuntimeTexts.NoFrontend(on.Proxy, on.Node)
            ),
            _ => null,
        };

    private static Refusal Unknown(Message message) => new(RefusalKind.UnknownTarget, message);
}
