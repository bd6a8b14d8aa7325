using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>
/// Finds settings that a reload reverted. A new worker starts from its configuration file: settings made at run time are lost, and
/// HAProxy does not report that.
/// </summary>
internal static class LostSettingTransitions
{
    /// <param name="now">Of another worker than <paramref name="old"/>.</param>
    internal static void Add(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        for (var i = 0; i < old.Proxies.Length; i++)
        {
            var proxy = old.Proxies[i];
            var left = Counterparts.Of(now, i, proxy);
            for (var j = 0; j < proxy.Servers.Length; j++)
            {
                if (
                    Counterparts.Of(left, j, proxy.Servers[j]) is { } server
                    && Lost(proxy.Servers[j], server) is { } lost
                )
                {
                    add(
                        new Transition(
                            at,
                            TransitionKind.Configuration,
                            TransitionTone.Bad,
                            node,
                            Message.Verbatim(server.Path),
                            lost.From,
                            lost.To,
                            TransitionTexts.LostByReload(lost.From)
                        )
                    );
                }
            }
        }
    }

    private static (Message From, Message To)? Lost(Server was, Server now) =>
        (was.Status, UserWeight(was), UserWeight(now)) switch
        {
            ({ State: ServerOperationalState.Maint, Detail: null }, _, _)
                when now.Status.State is not ServerOperationalState.Maint => (Status(was), Status(now)),
            ({ State: ServerOperationalState.Drain, Detail: null }, _, _)
                when now.Status.State is not (ServerOperationalState.Drain or ServerOperationalState.Maint) => (
                Status(was),
                Status(now)
            ),
            (_, { } before, { } after) when before != after => (
                TransitionTexts.Weight(before),
                TransitionTexts.Weight(after)
            ),
            _ => null,
        };

    private static Message Status(Server server) => Message.Verbatim(server.Status.Word);

    private static long? UserWeight(Server server) => server.Row.Number("uweight");
}
