using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>The exact commands, for a confirmation to show before anything is sent.</summary>
public static class RuntimePreview
{
    /// <param name="lastSeen">A step of a weight is shown from the weight last polled; it is read again right before it is sent.</param>
    public static Message[] Of(RuntimeAction command, ClusterSnapshot? lastSeen = null)
    {
        var action = command.Effective;
        if (action is SetServerWeight { Weight: RelativeWeight step } weight)
        {
            var server = lastSeen?.Node(weight.Node)?.HaProxy.Value?.Find(weight.Proxy.Value, weight.Server.Value);
            var known = server is null ? null : LastServer.UserWeight(server);
            return action.Compose(known) is { } line
                ? [Message.Verbatim(line.Text), RuntimeTexts.LastSeenWeight(known, step)]
                : [RuntimeTexts.SetSteppedWeight(weight.Path, step)];
        }

        return action.Compose(null) is { } text ? [Message.Verbatim(text.Text)] : [];
    }
}
