using HaDashboard.Api;

namespace HaDashboard.Hubs;

public static class HubServiceCollectionExtensions
{
    public const string Path = "/hubs/cluster";

    /// <summary>The hub, in the same JSON as REST.</summary>
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services.AddSignalR().AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        return services;
    }

    public static void MapHubs(this IEndpointRouteBuilder app) => app.MapHub<ClusterHub>(Path);
}
