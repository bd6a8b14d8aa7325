using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>HAProxy's error messages and their meaning. They carry no error code, so the text is matched.</summary>
internal static class RuntimeErrors
{
    private static readonly (string Text, Message Meaning)[] Known =
    [
        ("Permission denied", RuntimeTexts.LevelTooLow),
        ("No such server", RuntimeTexts.NoSuchServer),
        ("No such backend", RuntimeTexts.NoSuchBackend),
        ("No such frontend", RuntimeTexts.NoSuchFrontend),
        ("No such proxy", RuntimeTexts.NoSuchProxy),
        ("Proxy is disabled", RuntimeTexts.ProxyDisabled),
        ("Frontend was previously shut down", RuntimeTexts.FrontendShutDown),
        ("static LB algorithm", RuntimeTexts.StaticAlgorithm),
        ("cannot change health on a tracking server", RuntimeTexts.TrackingServer),
        ("Health check was not configured", RuntimeTexts.HealthCheckNotConfigured),
        ("Agent was not configured", RuntimeTexts.AgentNotConfigured),
        ("agent checks are not enabled", RuntimeTexts.AgentNotEnabled),
        ("This command will only apply to servers which are", RuntimeTexts.StateNotAllowed),
        ("Require 'backend/server'", RuntimeTexts.NameNotAccepted),
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
            ? RuntimeTexts.CommandRefused(node, answer)
            : RuntimeTexts.CommandRefusedBecause(node, meaning, answer);
    }
}
