using System.Text.Json.Serialization.Metadata;
using HaDashboard.Api;

namespace HaDashboard.Hubs;

public static class HubServiceCollectionExtensions
{
    public const string Path = "/hubs/cluster";

    /// <summary>Registers the hub with the JSON options of REST.</summary>
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services
            .AddSignalR(options => options.MaximumReceiveMessageSize = 8 * 1024)
            .AddJsonProtocol(options =>
            {
                ApiJson.Configure(options.PayloadSerializerOptions);
                // SignalR's own arguments need the default resolver: our resolvers alone do not know the type string.
                options.PayloadSerializerOptions.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
            });
        return services;
    }

    public static void MapHubs(this IEndpointRouteBuilder app) => app.MapHub<ClusterHub>(Path);
}
