using HaDashboard.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HaDashboard.Starting;

internal static class StartLinkAnnouncement
{
    /// <summary>
    /// Prints the one-time sign-in link when the address is known. The console gets it and the log does not, because logs are stored
    /// and forwarded.
    /// </summary>
    public static void AnnounceStartLink(this WebApplication app, TextWriter output) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            if (app.Services.GetRequiredService<StartLink>().Secret is not { } secret)
            {
                return;
            }

            output.WriteLine(
                "No user is configured (HaDashboard:Access). Sign in as Admin with this link. It works once:"
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

    // A wildcard address cannot be opened in a browser.
    private static string Reachable(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.Host is "0.0.0.0" or "[::]" or "*" or "+"
            ? $"{binding.Scheme}://{Environment.MachineName}:{binding.Port}"
            : address.TrimEnd('/');
    }
}
