using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HaDashboard.Api.Documents;
using HaDashboard.Api.Endpoints;

namespace HaDashboard.Api;

/// <summary>The JSON options of REST and of the hub.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true
)]
[JsonSerializable(typeof(ClusterDocument))]
[JsonSerializable(typeof(HaProxyDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(ImmutableArray<EventDocument>))]
[JsonSerializable(typeof(ImmutableArray<AuditDocument>))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(RollingReloadRequest))]
[JsonSerializable(typeof(ResumeReloadRequest))]
[JsonSerializable(typeof(ReloadDocument))]
[JsonSerializable(typeof(ImmutableArray<ReloadDocument>))]
[JsonSerializable(typeof(ServerStateRequest))]
[JsonSerializable(typeof(ServerWeightRequest))]
[JsonSerializable(typeof(ActionDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(WhatIfDocument))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    internal static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.Converters.Add(new UtcMilliseconds()); // a converter on the context applies only to its own options
    }
}
