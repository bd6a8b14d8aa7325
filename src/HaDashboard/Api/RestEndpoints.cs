using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Api.Endpoints;

namespace HaDashboard.Api;

public static class RestEndpoints
{
    public static IServiceCollection AddRest(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        // Without this an invalid body is an exception in Development instead of a 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.AddOpenApi("v1", OpenApiDescription.Configure);
        return services.AddSingleton<ClusterDocuments>();
    }

    public static void MapRest(this IEndpointRouteBuilder app)
    {
        HealthEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(AccessPolicies.Viewer);
        var api = app.MapGroup("/api/v1")
            .RequireAuthorization(AccessPolicies.Viewer)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        ClusterEndpoints.Map(api);
        DoctorEndpoints.Map(api);
        EventEndpoints.Map(api);
        ReloadEndpoints.Map(api);
        ServerEndpoints.Map(api);
        AuditEndpoints.Map(api);
    }
}
