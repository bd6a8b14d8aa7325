using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>
/// Reads where a control plane component listens from its command line. Only the flags listed here are kept, because every other
/// flag may contain a secret.
/// </summary>
internal static class ComponentFlags
{
    private const int MostWords = 500;
    private const int LongestValue = 500;

    private static readonly ImmutableHashSet<string> Kept = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "advertise-address",
        "bind-address",
        "secure-port",
        "port",
        "address",
        "listen-metrics-urls",
        "listen-client-urls",
        "etcd-servers",
        "client-cert-auth"
    );

    // A switch without a value means true, and the next word is not its value.
    private static readonly ImmutableHashSet<string> Switches = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "client-cert-auth"
    );

    public static ImmutableSortedDictionary<string, string> Of(V1Pod pod, ControlPlaneComponent component)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (ContainerOf(pod, component) is not { } container)
        {
            return found.ToImmutable();
        }

        var words = Words(container).Take(MostWords).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            if (Flag(words[i]) is not var (name, value) || !Kept.Contains(name))
            {
                continue;
            }

            value ??= Switches.Contains(name) ? "true" : NextValue(words, i);
            if (Resolved(value, container, pod.Status) is { Length: > 0 and <= LongestValue } known)
            {
                found[name] = Redaction.Text(Printable.Excerpt(known, LongestValue)); // the last of several wins, as in Go
            }
        }

        return found.ToImmutable();
    }

    // A sidecar, such as a health check of the apiserver, has flags of its own.
    private static V1Container? ContainerOf(V1Pod pod, ControlPlaneComponent component)
    {
        var all = (pod.Spec?.Containers ?? []).OfType<V1Container>().ToArray();
        return all.FirstOrDefault(c => string.Equals(c.Name, component.Id(), StringComparison.Ordinal))
            ?? all.FirstOrDefault();
    }

    // A text with spaces that is no flag is the script of a shell: sh -c "exec kube-apiserver --secure-port=6443".
    private static IEnumerable<string> Words(V1Container container) =>
        (container.Command ?? [])
            .Concat(container.Args ?? [])
            .OfType<string>()
            .SelectMany(argument =>
                argument.StartsWith('-')
                    ? [argument]
                    : argument.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            );

    // The kubelet replaces $(NAME) by a variable of the container. Only the two variables that contain an address are read. With any
    // other variable the value is unknown.
    private static string? Resolved(string? value, V1Container container, V1PodStatus? status)
    {
        foreach (var variable in (container.Env ?? []).OfType<V1EnvVar>())
        {
            var address = variable.ValueFrom?.FieldRef?.FieldPath switch
            {
                "status.hostIP" => status?.HostIP,
                "status.podIP" => status?.PodIP,
                _ => null,
            };
            if (address is not null)
            {
                value = value?.Replace($"$({variable.Name})", address, StringComparison.Ordinal);
            }
        }

        return value?.Contains('$', StringComparison.Ordinal) == true ? null : value;
    }

    private static (string Name, string? Value)? Flag(string word)
    {
        var text = Unquoted(word);
        if (!text.StartsWith('-'))
        {
            return null;
        }

        text = text.StartsWith("--", StringComparison.Ordinal) ? text[2..] : text[1..];
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], Unquoted(text[(equals + 1)..]));
    }

    private static string? NextValue(string[] words, int index) =>
        index + 1 < words.Length && !words[index + 1].StartsWith('-') ? Unquoted(words[index + 1]) : null;

    private static string Unquoted(string text) => text.Trim('"', '\'');
}
