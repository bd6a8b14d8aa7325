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
                    $"Facts about a Kubernetes control plane behind HAProxy, and the few commands there are. Without an API token, a call that changes something carries the header {CrossSiteGuard.Header}.";
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
