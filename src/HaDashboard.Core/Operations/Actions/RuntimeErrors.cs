using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>HAProxy's error messages and their meaning. They carry no error code, so the text is matched.</summary>
internal static class RuntimeErrors
{
    private static readonly (string Text, string Means)[] Known =
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
        ("Frontend was previously shut down", "the frontend was shut down; only a reload opens it again"),
        (
            "static LB algorithm",
            "the backend uses a static load balancing algorithm, which accepts only the weights 0% and 100%"
        ),
        ("cannot change health on a tracking server", "the server tracks another server; change that server instead"),
        ("Health check was not configured", "the configuration has no health check for this server"),
        ("Agent was not configured", "the configuration has no agent check for this server"),
        ("agent checks are not enabled", "the agent check of this server is disabled, or it has none"),
        ("This command will only apply to servers which are", "the server is in a state that does not allow it"),
        ("Require 'backend/server'", "HAProxy does not accept the name"),
    ];

    internal static bool IsKnown(string text) =>
        Known.Any(known => text.Contains(known.Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>One sentence with the meaning and HAProxy's own message.</summary>
    internal static string Explain(NodeName node, RuntimeReply reply)
    {
        var said = Printable.Excerpt(reply.Text.Trim().Split('\n')[0], 300);
        var means = Known
            .FirstOrDefault(known => reply.Text.Contains(known.Text, StringComparison.OrdinalIgnoreCase))
            .Means;
        return means is null
            ? $"HAProxy on {node} refused the command: '{said}'."
            : $"HAProxy on {node} refused the command: {means}. Answer: '{said}'.";
    }
}
