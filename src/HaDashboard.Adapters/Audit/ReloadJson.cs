using System.Text.Json;
using System.Text.Json.Serialization;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.Audit;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(NodeNameConverter), typeof(ProxyNameConverter), typeof(ServerNameConverter)]
)]
[JsonSerializable(typeof(ReloadRecord))]
internal sealed partial class ReloadJson : JsonSerializerContext;

/// <summary>Reads and writes a name as a string. An invalid name is rejected when it is read.</summary>
internal abstract class NameConverter<T>(Func<string?, T?> parse) : JsonConverter<T>
    where T : class
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        parse(reader.GetString()) ?? throw new JsonException($"The text is not a valid {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class NodeNameConverter()
    : NameConverter<NodeName>(text => NodeName.TryParse(text, out var name) ? name : null);

internal sealed class ProxyNameConverter()
    : NameConverter<ProxyName>(text => ProxyName.TryParse(text, out var name) ? name : null);

internal sealed class ServerNameConverter()
    : NameConverter<ServerName>(text => ServerName.TryParse(text, out var name) ? name : null);
