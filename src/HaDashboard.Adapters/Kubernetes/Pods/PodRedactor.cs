using System.Text.Json.Nodes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>Redacts a pod's JSON in place, before anything else reads it.</summary>
internal static class PodRedactor
{
    private const int LongestText = 20_000;

    // kubectl's copy of the applied manifest: the whole object in one string, including secrets.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    // Keys that look like secrets, but contain names.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "secretName", "key", "topologyKey" };

    public static void Mask(JsonObject pod)
    {
        if (pod["metadata"] is JsonObject metadata)
        {
            metadata.Remove("managedFields");
            if (metadata["annotations"] is JsonObject annotations && annotations.ContainsKey(LastApplied))
            {
                annotations[LastApplied] = Redaction.Mask;
            }
        }

        Object(pod);
    }

    private static void Object(JsonObject about)
    {
        CommandLine(about);
        foreach (var (key, value) in about.ToList())
        {
            if (key is "command" or "args")
            {
                continue;
            }

            if (key is "env" or "httpHeaders" && value is JsonArray values)
            {
                Values(values);
            }

            switch (value)
            {
                case JsonObject inner:
                    Object(inner);
                    break;
                case JsonArray inner:
                    Array(inner);
                    break;
                case JsonValue text when text.TryGetValue<string>(out var said):
                    about[key] = Names.Contains(key)
                        ? Redaction.Text(Bounded(said))
                        : Redaction.Value(key, Bounded(said));
                    break;
            }
        }
    }

    private static void Array(JsonArray array)
    {
        for (var i = 0; i < array.Count; i++)
        {
            switch (array[i])
            {
                case JsonObject inner:
                    Object(inner);
                    break;
                case JsonArray inner:
                    Array(inner);
                    break;
                case JsonValue text when text.TryGetValue<string>(out var said):
                    array[i] = Redaction.Text(Bounded(said));
                    break;
            }
        }
    }

    private static void Values(JsonArray values)
    {
        foreach (var named in values.OfType<JsonObject>())
        {
            if (named.ContainsKey("value"))
            {
                named["value"] = Redaction.Mask;
            }
        }
    }

    // One command line in two members: a flag may be the last item of the one and its value the first item of the other.
    private static void CommandLine(JsonObject about)
    {
        var (command, args) = (Strings(about["command"]), Strings(about["args"]));
        if (command is null && args is null)
        {
            return;
        }

        var shown = Redaction.CommandLine([.. command ?? [], .. args ?? []]);
        if (command is not null)
        {
            about["command"] = new JsonArray([.. shown.Take(command.Count).Select(argument => (JsonNode)argument)]);
        }

        if (args is not null)
        {
            about["args"] = new JsonArray([.. shown.Skip(command?.Count ?? 0).Select(argument => (JsonNode)argument)]);
        }
    }

    private static List<string>? Strings(JsonNode? node) =>
        node is JsonArray array
            ?
            [
                .. array.Select(item =>
                    item is JsonValue value && value.TryGetValue<string>(out var text) ? Bounded(text) : ""
                ),
            ]
            : null;

    private static string Bounded(string text) =>
        text.Length <= LongestText ? text : $"{Redaction.Mask}: {text.Length} characters";
}
