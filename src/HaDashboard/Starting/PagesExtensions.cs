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
    /// <summary>The largest message from a browser, in bytes. The longest text that a page sends is a reason.</summary>
    private const long MaxMessage = 32 * 1024;

    /// <summary>Registers the pages and the services that they use.</summary>
    public static void AddPages(this IServiceCollection services, DashboardSettings settings, IDemoControl? demo)
    {
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(options =>
            {
                // A disconnected circuit is kept for three minutes. The limit bounds its memory when many browsers disconnect at once.
                options.DisconnectedCircuitMaxRetained = 100;
                options.MaxBufferedUnacknowledgedRenderBatches = 10;
            })
            // The browser reports a lost connection after six seconds without a message (boot.js). Pings keep an unchanged page connected.
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
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null); // set by SecurityHeaders
    }
}
