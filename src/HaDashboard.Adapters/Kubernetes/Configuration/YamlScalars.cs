using HaDashboard.Adapters.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>
/// The scalars of a YAML document by their path from the root, <c>apiServer/certSANs/0</c>. The text is untrusted: no objects are created
/// from it, tags are ignored, aliases are not followed, and depth and size are limited.
/// </summary>
internal static class YamlScalars
{
    private const int Largest = 256 * 1024;
    private const int Deepest = 32;

    /// <exception cref="MalformedTextException">The text is not YAML, too long or too deep.</exception>
    public static IReadOnlyDictionary<string, string> Of(string text)
    {
        if (text.Length > Largest)
        {
            throw new MalformedTextException(KubernetesAdapterTexts.YamlTooLong(Largest / 1024));
        }

        try
        {
            return Read(new Parser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            throw new MalformedTextException(KubernetesAdapterTexts.YamlInvalid(e.Start.Line), e);
        }
    }

    private static Dictionary<string, string> Read(Parser parser)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Stack<Level>();
        while (parser.MoveNext() && parser.Current is not DocumentEnd)
        {
            switch (parser.Current)
            {
                case Scalar scalar when open.TryPeek(out var level) && level is { IsMapping: true, Key: null }:
                    level.Key = scalar.Value;
                    break;
                case Scalar scalar:
                    found[Path(open)] = scalar.Value;
                    Next(open);
                    break;
                case AnchorAlias:
                    Next(open);
                    break;
                case MappingStart or SequenceStart when open.Count == Deepest:
                    throw new MalformedTextException(KubernetesAdapterTexts.YamlTooDeep(Deepest));
                case MappingStart:
                    open.Push(new Level(IsMapping: true));
                    break;
                case SequenceStart:
                    open.Push(new Level(IsMapping: false));
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    Next(open);
                    break;
            }
        }

        return found;
    }

    private static string Path(Stack<Level> open) =>
        string.Join(
            '/',
            open.Reverse()
                .Select(level => level.Key ?? level.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );

    private static void Next(Stack<Level> open)
    {
        if (open.TryPeek(out var level))
        {
            level.Key = null;
            level.Index++;
        }
    }

    private sealed record Level(bool IsMapping)
    {
        public string? Key { get; set; }

        public int Index { get; set; }
    }
}
