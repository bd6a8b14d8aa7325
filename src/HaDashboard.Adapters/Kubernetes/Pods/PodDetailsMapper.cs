using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>Maps a pod's JSON to what its page shows. It only reads the redacted object.</summary>
internal static class PodDetailsMapper
{
    private const int Most = 200;
    private const int LongestYaml = 256 * 1024;
    private const int LongestArgument = 4000;

    public static PodDetails Map(JsonObject pod, DateTimeOffset at)
    {
        PodRedactor.Mask(pod);
        var spec = pod["spec"] as JsonObject;
        var volumes = Objects(spec?["volumes"])
            .GroupBy(v => Text(v["name"]) ?? "")
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var (yaml, cut) = YamlText.Of(pod, LongestYaml);
        return new PodDetails(
            [
                .. Objects(spec?["initContainers"]).Select(container => Container(container, true, volumes)),
                .. Objects(spec?["containers"]).Select(container => Container(container, false, volumes)),
            ],
            [.. Facts(pod, spec)],
            yaml,
            cut,
            at
        );
    }

    private static ContainerDetails Container(
        JsonObject container,
        bool init,
        Dictionary<string, JsonObject> volumes
    ) =>
        new(
            Text(container["name"]) ?? "",
            init,
            Text(container["image"], 300),
            [.. Strings(container["command"]).Concat(Strings(container["args"]))],
            Resources(container["resources"] as JsonObject),
            [.. Objects(container["volumeMounts"]).Select(mount => Mount(mount, volumes))],
            [.. Objects(container["env"]).Select(Variable), .. Objects(container["envFrom"]).Select(AllOf)]
        );

    private static ImmutableArray<ContainerResource> Resources(JsonObject? resources)
    {
        var (requests, limits) = (resources?["requests"] as JsonObject, resources?["limits"] as JsonObject);
        var names = (requests ?? [])
            .Select(r => r.Key)
            .Concat((limits ?? []).Select(l => l.Key))
            .Distinct(StringComparer.Ordinal)
            .Take(Most);
        return
        [
            .. names.Select(name => new ContainerResource(
                ApiText.Bounded(name)!,
                Text(requests?[name]),
                Text(limits?[name])
            )),
        ];
    }

    private static ContainerMount Mount(JsonObject mount, Dictionary<string, JsonObject> volumes)
    {
        var name = Text(mount["name"]) ?? "";
        var path = Text(mount["mountPath"], 300) ?? "";
        var part = Text(mount["subPath"], 300);
        return new ContainerMount(
            part is null ? path : $"{path} ({part})",
            volumes.TryGetValue(name, out var volume) ? Source(volume) : name,
            Flag(mount["readOnly"])
        );
    }

    private static string Source(JsonObject volume)
    {
        var (kind, source) = volume
            .Where(member => !member.Key.Equals("name", StringComparison.Ordinal))
            .Select(member => (member.Key, member.Value as JsonObject))
            .FirstOrDefault();
        var what = Text(source?["path"], 300)
            ?? Text(source?["secretName"])
            ?? Text(source?["name"])
            ?? Text(source?["claimName"])
            ?? Text(volume["name"]);
        return $"{ApiText.Bounded(kind) ?? "volume"} {what}";
    }

    private static KeyValuePair<string, Message> Variable(JsonObject variable)
    {
        var from = variable["valueFrom"] as JsonObject;
        var source = from switch
        {
            null => KubernetesAdapterTexts.ValueNotShown,
            _ when from["secretKeyRef"] is JsonObject secret => KubernetesAdapterTexts.KeyOfSecret(
                Text(secret["key"]),
                Text(secret["name"])
            ),
            _ when from["configMapKeyRef"] is JsonObject map => KubernetesAdapterTexts.KeyOfConfigMap(
                Text(map["key"]),
                Text(map["name"])
            ),
            _ when from["fieldRef"] is JsonObject field => KubernetesAdapterTexts.FieldOfPod(Text(field["fieldPath"])),
            _ when from["resourceFieldRef"] is JsonObject resource => KubernetesAdapterTexts.ResourceOfContainer(
                Text(resource["resource"])
            ),
            _ => KubernetesAdapterTexts.OtherSource,
        };
        return new(Text(variable["name"]) ?? "", source);
    }

    private static KeyValuePair<string, Message> AllOf(JsonObject source) =>
        new(
            $"{Text(source["prefix"])}*",
            source["secretRef"] is JsonObject secret
                ? KubernetesAdapterTexts.AllOfSecret(Text(secret["name"]))
                : KubernetesAdapterTexts.AllOfConfigMap(Text((source["configMapRef"] as JsonObject)?["name"]))
        );

    private static IEnumerable<KeyValuePair<Message, Message>> Facts(JsonObject pod, JsonObject? spec)
    {
        var status = pod["status"] as JsonObject;
        var owner = Objects((pod["metadata"] as JsonObject)?["ownerReferences"]).FirstOrDefault();
        var grace = Text(spec?["terminationGracePeriodSeconds"]);
        (Message Label, Message? Value)[] facts =
        [
            (
                KubernetesAdapterTexts.Owner,
                Named(owner is null ? null : $"{Text(owner["kind"])} {Text(owner["name"])}")
            ),
            (KubernetesAdapterTexts.ServiceAccount, Named(Text(spec?["serviceAccountName"]))),
            (KubernetesAdapterTexts.QosClass, Named(Text(status?["qosClass"]))),
            (KubernetesAdapterTexts.PriorityClass, Named(Text(spec?["priorityClassName"]))),
            (KubernetesAdapterTexts.RestartPolicy, Named(Text(spec?["restartPolicy"]))),
            (
                KubernetesAdapterTexts.HostNetwork,
                Flag(spec?["hostNetwork"]) ? KubernetesAdapterTexts.Yes : KubernetesAdapterTexts.No
            ),
            (KubernetesAdapterTexts.PodIp, Named(Text(status?["podIP"]))),
            (KubernetesAdapterTexts.HostIp, Named(Text(status?["hostIP"]))),
            (KubernetesAdapterTexts.GracePeriod, grace is null ? null : KubernetesAdapterTexts.Seconds(grace)),
        ];
        return facts.Where(fact => fact.Value is not null).Select(fact => KeyValuePair.Create(fact.Label, fact.Value!));
    }

    private static Message? Named(string? text) => text is null ? null : Message.Verbatim(text);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        (node as JsonArray ?? []).OfType<JsonObject>().Take(Most);

    private static IEnumerable<string> Strings(JsonNode? node) =>
        (node as JsonArray ?? []).Take(Most).Select(item => Text(item, LongestArgument) ?? "");

    private static bool Flag(JsonNode? node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    private static string? Text(JsonNode? node, int max = ApiText.Word) =>
        node is JsonValue value
            ? ApiText.Bounded(
                value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
                max
            )
            : null;
}
