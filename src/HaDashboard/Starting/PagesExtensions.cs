using HaDashboard.Components;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Console;
using HaDashboard.Configuration;
using HaDashboard.Demo;
using HaDashboard.Reading;
using MudBlazor.Services;

namespace HaDashboard.Starting;

internal static class PagesExtensions
{
    /// <summary>Of what a browser sends; nothing on a page is longer than a reason.</summary>
    private const long MaxMessage = 32 * 1024;

    /// <summary>The pages, and what they may ask of how the program was started.</summary>
    public static void AddPages(this IServiceCollection services, DashboardSettings settings, IDemoControl? demo)
    {
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(options =>
            {
                // A browser that is gone may come back for three minutes; a thousand such must not hold the memory of the others.
                options.DisconnectedCircuitMaxRetained = 100;
                options.MaxBufferedUnacknowledgedRenderBatches = 10;
            })
            // The browser takes six seconds of silence for a lost link (boot.js); on a page that does not change, these pings break it.
            .AddHubOptions(options =>
                (options.KeepAliveInterval, options.MaximumReceiveMessageSize) = (TimeSpan.FromSeconds(2), MaxMessage)
            );
        services.AddMudServices();
        services.AddSingleton(new DashboardMode(settings.Access.ReadOnly));
        services.AddSingleton(new DemoState(demo));
        services.AddSingleton<AuditReading>();
        services.AddScoped<ActionMemory>();
        services.AddScoped<ConsoleHistory>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null); // SecurityHeaders has it, once
    }
}
