using HaDashboard.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HaDashboard.Starting;

internal static class StartLinkAnnouncement
{
    /// <summary>Prints the one-time link once the address is known: on the console, not through the log, which is kept and shipped.</summary>
    public static void AnnounceStartLink(this WebApplication app, TextWriter output) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (app.Services.GetRequiredService<StartLink>().Secret is not { } secret)
            {
                return;
            }

            output.WriteLine(
                "Nobody is configured to sign in (HaDashboard:Access). Use this link once; it signs you in as Admin:"
            );
            foreach (var address in AddressesOf(app))
            {
                output.WriteLine($"  {address}/sign-in?t={secret}");
            }

            output.Flush();
        });

    private static IEnumerable<string> AddressesOf(WebApplication app) =>
        (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(
            Reachable
        );

    // "Every address" is nothing to click on.
    private static string Reachable(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.Host is "0.0.0.0" or "[::]" or "*" or "+"
            ? $"{binding.Scheme}://{Environment.MachineName}:{binding.Port}"
            : address.TrimEnd('/');
    }
}
