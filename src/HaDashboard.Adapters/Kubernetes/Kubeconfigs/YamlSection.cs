using System.Text.Json.Nodes;
using HaDashboard.Core.Facts.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>A mapping of a YAML document with its place in the document, which messages name. Unknown keys are ignored.</summary>
internal sealed class YamlSection(string place, YamlMappingNode node)
{
    private const int Deepest = 64;

    /// <summary><c>users[me].user</c>.</summary>
    public string Place => place;

    public string PlaceOf(string key) => place.Length == 0 ? key : $"{place}.{key}";

    /// <summary>Reads a document whose root is a mapping.</summary>
    /// <exception cref="KubeconfigException">The text is not YAML, or not a mapping.</exception>
    public static YamlSection Parse(string text)
    {
        try
        {
            Measure(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? new YamlSection("", root)
                : throw new KubeconfigException(KubeconfigTexts.NotAMapping, KubeconfigTexts.WriteAKubeconfig);
        }
        catch (YamlException e)
        {
            throw new KubeconfigException(KubeconfigTexts.NotYaml(e.Start.Line), KubeconfigTexts.WriteAKubeconfig, e);
        }
    }

    /// <returns>null where the key is missing or has no value.</returns>
    public string? Text(string key) =>
        Child(key) switch
        {
            null => null,
            YamlScalarNode scalar => IsNull(scalar) ? null : scalar.Value,
            _ => throw Wrong(key, KubeconfigTexts.NotAText),
        };

    /// <summary>A file of this mapping; a relative path starts at the folder of the kubeconfig, as it does for kubectl.</summary>
    public string? PathIn(string folder, string key) =>
        Text(key) is { } path ? Path.GetFullPath(Path.Combine(folder, path)) : null;

    public bool Flag(string key) => "true".Equals(Text(key), StringComparison.OrdinalIgnoreCase);

    /// <summary>The key has a value, and that is not empty.</summary>
    public bool Has(string key) =>
        Child(key) switch
        {
            YamlScalarNode scalar => !IsNull(scalar),
            YamlSequenceNode sequence => sequence.Children.Count > 0,
            YamlMappingNode mapping => mapping.Children.Count > 0,
            _ => false,
        };

    public YamlSection? Section(string key) =>
        Child(key) switch
        {
            null => null,
            YamlMappingNode mapping => new YamlSection(PlaceOf(key), mapping),
            YamlScalarNode scalar when IsNull(scalar) => null,
            _ => throw Wrong(key, KubeconfigTexts.NotASection),
        };

    /// <summary>The mappings of a list; each is named by its member <c>name</c>.</summary>
    public IReadOnlyList<YamlSection> List(string key) =>
        [.. Items(key).OfType<YamlMappingNode>().Select(item => Named(key, item))];

    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).OfType<YamlScalarNode>().Select(item => item.Value ?? "")];

    /// <summary>The value as JSON: numbers, booleans and null only where they are not quoted.</summary>
    public JsonNode? Json(string key) => Child(key) is { } child ? Json(child) : null;

    private IEnumerable<YamlNode> Items(string key) =>
        Child(key) switch
        {
            null => [],
            YamlSequenceNode sequence => sequence.Children,
            YamlScalarNode scalar when IsNull(scalar) => [],
            _ => throw Wrong(key, KubeconfigTexts.NotAList),
        };

    private YamlSection Named(string key, YamlMappingNode item)
    {
        var name = new YamlSection("", item).Text("name") ?? "";
        return new YamlSection($"{PlaceOf(key)}[{Printable.Excerpt(name, 80)}]", item);
    }

    private YamlNode? Child(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private KubeconfigException Wrong(string key, Message what) =>
        new(KubeconfigTexts.Entry(PlaceOf(key), what), KubeconfigTexts.WriteAKubeconfig);

    // As for kubectl, an empty text is the same as a missing key.
    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Value is null or ""
        || (scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" or "Null" or "NULL" });

    private static JsonNode? Json(YamlNode value) =>
        value switch
        {
            YamlMappingNode mapping => new JsonObject(
                mapping.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), Json(pair.Value)))
            ),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Json)]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => JsonOf(scalar),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };

    private static JsonValue? JsonOf(YamlScalarNode scalar)
    {
        if (IsNull(scalar))
        {
            return null;
        }

        return bool.TryParse(scalar.Value, out var flag) ? JsonValue.Create(flag)
            : long.TryParse(scalar.Value, out var number) ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Value);
    }

    // The loader is recursive: a document with thousands of levels would overflow the stack, which nothing can catch.
    private static void Measure(string text)
    {
        var depth = 0;
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > Deepest)
            {
                throw new KubeconfigException(KubeconfigTexts.TooDeep(Deepest), KubeconfigTexts.WriteAKubeconfig);
            }
        }
    }
}
