using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Writes values of the configuration as JSON on one line.</summary>
internal static class JsonText
{
    internal const string False = "false";

    internal static string Of(string value) =>
        $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    internal static string Of(ImmutableArray<string> values) => $"[{string.Join(", ", values.Select(Of))}]";

    /// <param name="members">A member without a value is left out.</param>
    internal static string Object(params IEnumerable<(string Key, string? Json)> members) =>
        $"{{ {string.Join(", ", members.Where(one => one.Json is not null).Select(one => $"{Of(one.Key)}: {one.Json}"))} }}";

    /// <summary>An entry of <c>HaDashboard:Nodes</c>.</summary>
    internal static string Node(
        NodeName name,
        string address,
        NodeRole role,
        params IEnumerable<(string Key, string? Json)> more
    ) => Object([("Name", Of(name.Value)), ("Address", Of(address)), ("Role", Of(role.ToString())), .. more]);
}
