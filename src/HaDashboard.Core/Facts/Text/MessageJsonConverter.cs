using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HaDashboard.Core.Facts.Text;

/// <summary>Documents for programs carry the English text of a message, whatever the language of the request.</summary>
public sealed class MessageJsonConverter : JsonConverter<Message>
{
    public override Message Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Message.Verbatim(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Message value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.In(CultureInfo.InvariantCulture));
}
