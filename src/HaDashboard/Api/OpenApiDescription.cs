using HaDashboard.Api.Endpoints;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HaDashboard.Api;

internal static class OpenApiDescription
{
    internal static void Configure(OpenApiOptions options) =>
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "HaDashboard";
                document.Info.Description =
                    "The state of a Kubernetes control plane behind HAProxy, and commands for HAProxy. "
                    + $"A call that changes something needs an API token or the header {CrossSiteGuard.Header}.";
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(
                    StringComparer.Ordinal
                );
                document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                };
                document.Security =
                [
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] },
                ];
                return Task.CompletedTask;
            }
        );
}
