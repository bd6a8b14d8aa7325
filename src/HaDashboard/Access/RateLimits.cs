using System.Globalization;
using System.Threading.RateLimiting;
using HaDashboard.Http;

namespace HaDashboard.Access;

/// <summary>
/// Limits of one caller, counted by signed-in name or by address. They are far above what a person or a script needs, and low enough that
/// one caller cannot slow down the others.
/// </summary>
internal static class RateLimits
{
    /// <summary>
    /// Sign-in attempts per minute and address. Each costs a password hash. <see cref="SignInThrottle"/> also counts failures.
    /// </summary>
    internal const int SignInsPerMinute = 60;

    /// <summary>Open connections per name: tabs, wall displays, scripts that use the hub.</summary>
    internal const int Connections = 64;

    private const int ApiBurst = 1000;
    private const int ApiPerSecond = 50;

    public static IServiceCollection AddRateLimits(this IServiceCollection services) =>
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Of);
            options.OnRejected = async (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time)
                    ? time
                    : TimeSpan.FromSeconds(10);
                context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                    .ToString(CultureInfo.InvariantCulture);
                await Problems
                    .Of(
                        StatusCodes.Status429TooManyRequests,
                        "Too many requests. Try again after the time in the Retry-After header."
                    )
                    .ExecuteAsync(context.HttpContext);
            };
        });

    private static RateLimitPartition<string> Of(HttpContext context)
    {
        var request = context.Request;
        var who = context.User.Identity is { IsAuthenticated: true } identity
            ? $"{identity.AuthenticationType} {identity.Name}"
            : context.RemoteAddress();
        if (request.Path.StartsWithSegments("/_blazor") || request.Path.StartsWithSegments("/hubs"))
        {
            return RateLimitPartition.GetConcurrencyLimiter($"connections {who}", _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = Connections,
            });
        }

        if (
            request.Path.StartsWithSegments("/sign-in")
            && (
                HttpMethods.IsPost(request.Method)
                || !request.Path.Equals("/sign-in", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return RateLimitPartition.GetFixedWindowLimiter(
                $"sign-in {context.RemoteAddress()}",
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = SignInsPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                }
            );
        }

        return request.IsForPrograms() || request.Path.StartsWithSegments("/export")
            ? RateLimitPartition.GetTokenBucketLimiter($"api {who}", _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = ApiBurst,
                TokensPerPeriod = ApiPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            })
            : RateLimitPartition.GetNoLimiter("");
    }
}
