using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Http;

/// <summary>Errors in the format of RFC 9457.</summary>
internal static class Problems
{
    internal static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    internal static ProblemHttpResult Of(Refusal refusal) => Of(StatusOf(refusal.Kind), refusal.Message);

    internal static ProblemHttpResult UnknownNode(string node) =>
        Of(StatusCodes.Status404NotFound, $"No node '{Printable.Excerpt(node, 100)}' is configured.");

    internal static ProblemHttpResult UnknownMaster(string node) =>
        Of(StatusCodes.Status404NotFound, $"No master '{Printable.Excerpt(node, 100)}' is configured.");

    /// <summary>Adds a body to the empty error responses of the framework: a page for people, a problem document for programs.</summary>
    internal static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePagesWithReExecute("/refused") // not within UseWhen: a branch has no routes to re-execute
            .UseWhen(
                context => context.Request.IsForPrograms(),
                programs =>
                    programs.UseStatusCodePages(context =>
                        Of(context.HttpContext.Response.StatusCode, DetailOf(context.HttpContext.Response.StatusCode))
                            .ExecuteAsync(context.HttpContext)
                    )
            );

    private static int StatusOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.NotSignedIn => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.UnknownTarget => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };

    private static string DetailOf(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => "The request is not valid.",
            StatusCodes.Status401Unauthorized => "Sign in, or send an API token: Authorization: Bearer …",
            StatusCodes.Status403Forbidden => "Access denied: your role does not permit this request.",
            StatusCodes.Status404NotFound => "Not found.",
            StatusCodes.Status405MethodNotAllowed => "Method not allowed.",
            StatusCodes.Status415UnsupportedMediaType => "Send application/json.",
            _ => "The request was refused.",
        };
}
