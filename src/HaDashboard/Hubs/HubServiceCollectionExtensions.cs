using System.Text.Json.Serialization.Metadata;
using HaDashboard.Api;

namespace HaDashboard.Hubs;

public static class HubServiceCollectionExtensions
{
    public const string Path = "/hubs/cluster";

    /// <summary>The hub, in the same JSON as REST.</summary>
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services
            .AddSignalR(options => options.MaximumReceiveMessageSize = 8 * 1024)
            .AddJsonProtocol(options =>
            {
                ApiJson.Configure(options.PayloadSerializerOptions);
                // For SignalR's own arguments: with a chain of ours alone it would know no string.
                options.PayloadSerializerOptions.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
            });
        return services;
    }

    public static void MapHubs(this IEndpointRouteBuilder app) => app.MapHub<ClusterHub>(Path);
}
