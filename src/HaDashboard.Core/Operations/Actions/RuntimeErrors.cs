using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>HAProxy's error messages and their meaning. They carry no error code, so the text is matched.</summary>
internal static class RuntimeErrors
{
    private static readonly (string Text, Message Meaning)[] Known =
    [
        ("Permission denied", ActionTexts.LevelTooLow),
        ("No such server", ActionTexts.NoSuchServer),
        ("No such backend", ActionTexts.NoSuchBackend),
        ("No such frontend", ActionTexts.NoSuchFrontend),
        ("No such proxy", ActionTexts.NoSuchProxy),
        ("Proxy is disabled", ActionTexts.ProxyDisabled),
        ("Frontend was previously shut down", ActionTexts.FrontendShutDown),
        ("static LB algorithm", ActionTexts.StaticAlgorithm),
        ("cannot change health on a tracking server", ActionTexts.TrackingServer),
        ("Health check was not configured", ActionTexts.HealthCheckNotConfigured),
        ("Agent was not configured", ActionTexts.AgentNotConfigured),
        ("agent checks are not enabled", ActionTexts.AgentNotEnabled),
        ("This command will only apply to servers which are", ActionTexts.StateNotAllowed),
        ("Require 'backend/server'", ActionTexts.NameNotAccepted),
    ];

    internal static bool IsKnown(string text) =>
        Known.Any(known => text.Contains(known.Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>One sentence with the meaning and HAProxy's own message.</summary>
    internal static Message Explain(NodeName node, RuntimeReply reply)
    {
        var answer = Printable.Excerpt(reply.Text.Trim().Split('\n')[0], 300);
        var meaning = Known
            .FirstOrDefault(known => reply.Text.Contains(known.Text, StringComparison.OrdinalIgnoreCase))
            .Meaning;
        return meaning is null
            ? ActionTexts.CommandRefused(node, answer)
            : ActionTexts.CommandRefusedBecause(node, meaning, answer);
    }
}
