using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Configuration;

/// <summary>
/// Reads one section strictly and reports every problem at once. The framework's binder stops at the first problem, parses "5" as five days
/// and accepts numbers as enum values. The reader works on the merged configuration, so that a misspelt environment variable is reported
/// like a misspelt key in JSON.
/// </summary>
public sealed class SettingsReader
{
    private readonly IConfigurationSection _section;
    private readonly SettingsProblems _problems;
    private readonly List<string> _known = [];

    private SettingsReader(IConfigurationSection section, SettingsProblems problems)
    {
        _section = section;
        _problems = problems;
    }

    public string Path => _section.Path;

    /// <summary>Reads a section with <paramref name="read"/>, then adds a problem for every key that it did not read.</summary>
    public static T Read<T>(IConfigurationSection section, SettingsProblems problems, Func<SettingsReader, T> read)
    {
        var reader = new SettingsReader(section, problems);
        var settings = read(reader);
        reader.ReportUnknownKeys();
        return settings;
    }

    public string KeyOf(string name) => $"{Path}:{name}";

    public void Problem(string name, string wrong, string right) => _problems.Add(KeyOf(name), wrong, right);

    /// <returns>null where the key is missing, null or empty.</returns>
    public string? Text(string name)
    {
        var child = Child(name);
        if (child.GetChildren().Any())
        {
            Problem(name, "it is a section", "Give one value");
            return null;
        }

        return string.IsNullOrWhiteSpace(child.Value) ? null : child.Value;
    }

    /// <summary>True if the key is in the configuration, with a value, null or empty.</summary>
    public bool IsGiven(string name) =>
        _section.GetChildren().Any(child => child.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A list of texts, each with the key of its place.</summary>
    public ImmutableArray<(string Key, string Text)> Texts(string name)
    {
        var list = Child(name);
        if (!string.IsNullOrEmpty(list.Value))
        {
            Problem(name, $"it has the value '{list.Value}'", "Give a list");
        }

        return
        [
            .. list.GetChildren()
                .Where(item => !string.IsNullOrWhiteSpace(item.Value))
                .Select(item => ($"{name}:{item.Key}", item.Value!)),
        ];
    }

    /// <summary>A command line that runs on a node, unchanged.</summary>
    public string? CommandLine(string name)
    {
        var line = Text(name);
        if (line is null || (line.Length <= 1000 && !line.Any(char.IsControl)))
        {
            return line;
        }

        Problem(name, "it is not one line of text", "Give one command line of at most 1000 characters");
        return null;
    }

    /// <summary>A required text; empty, with a problem added, if it is missing.</summary>
    public string Required(string name, string right)
    {
        if (Text(name) is { } text)
        {
            return text;
        }

        Problem(name, "it is missing", right);
        return "";
    }

    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        // TimeSpan parses "5" as five days, so a colon is required.
        if (
            !text.Contains(':', StringComparison.Ordinal)
            || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value)
        )
        {
            Problem(name, $"'{text}' is not a duration", $"Write hours:minutes:seconds, for example \"{fallback:c}\"");
            return fallback;
        }

        if (value < min || value > max)
        {
            Problem(name, $"{value:c} is out of range", $"It must be between {min:c} and {max:c}");
            return fallback;
        }

        return value;
    }

    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
        )
        {
            return value;
        }

        Problem(name, $"'{text}' is not a number in range", $"It must be between {min} and {max}");
        return null;
    }

    public bool Flag(string name, bool fallback)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Problem(name, $"'{text}' is not true or false", "Write true or false");
        return fallback;
    }

    /// <summary>One of the names of <typeparamref name="T"/>. Numbers are not accepted.</summary>
    public T? Choice<T>(string name, params ReadOnlySpan<T> allowed)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var choice in allowed)
        {
            if (choice.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        Problem(name, $"'{text}' is unknown", $"It must be one of {string.Join(", ", allowed.ToArray())}");
        return null;
    }

    public Uri? Url(string name, string example, params ReadOnlySpan<string> schemes)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme))
        {
            return uri;
        }

        var forms = string.Join(" or ", schemes.ToArray().Select(scheme => $"{scheme}://…"));
        Problem(name, $"'{text}' is not an address of the form {forms}", $"For example {example}");
        return null;
    }

    public T Section<T>(string name, Func<SettingsReader, T> read)
    {
        var child = Child(name);
        if (!string.IsNullOrEmpty(child.Value) && !child.GetChildren().Any())
        {
            Problem(name, $"it has the value '{child.Value}'", "Give a section with keys");
        }

        return Read(child, _problems, read);
    }

    public ImmutableArray<T> List<T>(string name, Func<SettingsReader, T> read)
    {
        var list = Child(name);
        if (!string.IsNullOrEmpty(list.Value))
        {
            Problem(name, $"it has the value '{list.Value}'", "Give a list");
        }

        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var item in list.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                _problems.Add(
                    item.Path,
                    "it is in a list, and the keys of a list are numbers",
                    $"For example {KeyOf(name)}:0"
                );
                continue;
            }

            if (!string.IsNullOrEmpty(item.Value))
            {
                _problems.Add(item.Path, $"it has the value '{item.Value}'", "Give a section with keys");
            }

            items.Add(Read(item, _problems, read));
        }

        return items.ToImmutable();
    }

    /// <summary>A list of texts; empty where the key is missing.</summary>
    public ImmutableArray<string> TextList(string name)
    {
        var list = Child(name);
        if (!string.IsNullOrEmpty(list.Value))
        {
            Problem(name, $"it has the value '{list.Value}'", "Give a list");
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list.GetChildren())
        {
            if (string.IsNullOrWhiteSpace(item.Value) || !int.TryParse(item.Key, NumberStyles.None, null, out _))
            {
                _problems.Add(item.Path, "it is not one text of a list", $"For example {KeyOf(name)}:0");
                continue;
            }

            texts.Add(item.Value);
        }

        return texts.ToImmutable();
    }

    /// <summary>A section whose keys the user chooses.</summary>
    public ImmutableDictionary<string, T> Map<T>(string name, Func<SettingsReader, string, T?> read)
        where T : struct
    {
        var map = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        var reader = new SettingsReader(Child(name), _problems);
        foreach (var item in reader._section.GetChildren())
        {
            if (read(reader, item.Key) is { } value)
            {
                map[item.Key] = value;
            }
        }

        return map.ToImmutable();
    }

    private IConfigurationSection Child(string name)
    {
        if (!_known.Contains(name))
        {
            _known.Add(name);
        }

        return _section.GetSection(name);
    }

    private void ReportUnknownKeys()
    {
        foreach (
            var child in _section
                .GetChildren()
                .Where(child => !_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        )
        {
            _problems.Add(
                child.Path,
                "unknown key",
                _known.Find(known => LooksLike(known, child.Key)) is { } meant
                    ? $"Did you mean {meant}?"
                    : $"Known keys: {string.Join(", ", _known)}"
            );
        }
    }

    private static bool LooksLike(string known, string written) =>
        known.Contains(written, StringComparison.OrdinalIgnoreCase)
        || written.Contains(known, StringComparison.OrdinalIgnoreCase)
        || EditDistance.Between(known.ToUpperInvariant(), written.ToUpperInvariant()) <= 2;
}
