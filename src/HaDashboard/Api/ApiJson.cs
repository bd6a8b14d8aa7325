using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HaDashboard.Api;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(ClusterDocument))]
[JsonSerializable(typeof(HaProxyDocument))]
[JsonSerializable(typeof(ImmutableArray<EventDocument>))]
[JsonSerializable(typeof(ImmutableArray<AuditDocument>))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(ReloadDocument))]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
