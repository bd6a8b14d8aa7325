using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>HAProxy's refusals, and what they mean to a person. Its replies carry no code: the text is all there is.</summary>
internal static class RuntimeErrors
{
    private static readonly (string Says, string Means)[] Known =
    [
        (
            "Permission denied",
            "the socket's level is below admin: the 'stats socket' line of this node needs 'level admin'"
        ),
        ("No such server", "this HAProxy has no such server"),
        ("No such backend", "this HAProxy has no such backend"),
        ("No such frontend", "this HAProxy has no such frontend"),
        ("No such proxy", "this HAProxy has no such proxy"),
        ("Proxy is disabled", "the worker that answered is being replaced by a reload, or the proxy was shut down"),
        ("Frontend was previously shut down", "the frontend was shut down, and only a reload brings it back"),
        ("static LB algorithm", "the backend balances by a fixed algorithm that knows only the weights 0% and 100%"),
        ("cannot change health on a tracking server", "the server tracks another one: change that"),
        ("Health check was not configured", "the file gives this server no health check"),
        ("Agent was not configured", "the file gives this server no agent check"),
        ("agent checks are not enabled", "the agent check of this server is disabled, or it has none"),
        ("This command will only apply to servers which are", "the server is in a state that does not allow it"),
        ("Require 'backend/server'", "HAProxy did not understand the name"),
    ];

    internal static bool IsKnown(string text) =>
        Known.Any(known => text.Contains(known.Says, StringComparison.OrdinalIgnoreCase));

    /// <summary>One sentence: HAProxy's own words, and what they mean.</summary>
    internal static string Explain(NodeName node, RuntimeReply reply)
    {
        var said = Printable.Excerpt(reply.Text.Trim().Split('\n')[0], 300);
        var means = Known
            .FirstOrDefault(known => reply.Text.Contains(known.Says, StringComparison.OrdinalIgnoreCase))
            .Means;
        return means is null
            ? $"HAProxy on {node} refused it: '{said}'."
            : $"HAProxy on {node} refused it: {means}. It said: '{said}'.";
    }
}
