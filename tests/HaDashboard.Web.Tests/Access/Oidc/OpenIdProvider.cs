using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Xunit;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HaDashboard.Web.Tests.Access.Oidc;

/// <summary>
/// A real OpenID provider (OpenIddict) on a port of this machine. It signs every client in as <see cref="User"/> without a
/// prompt.
/// </summary>
public sealed class OpenIdProvider : IAsyncLifetime
{
    public const string ClientId = "hadashboard";
    public const string Secret = "a-secret-of-the-client";
    private WebApplication? _app;

    /// <summary>Who is sitting there: name and groups.</summary>
    public (string Name, string[] Groups) User { get; set; } = ("alice", []);

    /// <summary>What a wrong or hostile provider would put into the identity token.</summary>
    public Action<ClaimsPrincipal>? Tamper { get; set; }

    /// <summary>A token request without PKCE's verifier, or with a wrong secret, never comes through: how many did.</summary>
    public int Redeemed { get; private set; }

    public string Authority { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddOpenIddict()
            .AddServer(options =>
            {
                options
                    .EnableDegradedMode() // no database: the client is the one below
                    .AllowAuthorizationCodeFlow()
                    .RequireProofKeyForCodeExchange()
                    .SetAuthorizationEndpointUris("/authorize")
                    .SetTokenEndpointUris("/token")
                    .RegisterScopes(Scopes.Profile)
                    .AddEphemeralEncryptionKey()
                    .AddEphemeralSigningKey(SecurityAlgorithms.RsaSha256);
                options.UseAspNetCore().DisableTransportSecurityRequirement();
                options.AddEventHandler<ValidateAuthorizationRequestContext>(handler =>
                    handler.UseInlineHandler(context =>
                    {
                        if (context.ClientId != ClientId || context.RedirectUri is null)
                        {
                            context.Reject(Errors.InvalidClient, "Unknown client.");
                        }

                        return default;
                    })
                );
                options.AddEventHandler<ValidateTokenRequestContext>(handler =>
                    handler.UseInlineHandler(context =>
                    {
                        if (context.ClientId != ClientId || context.ClientSecret != Secret)
                        {
                            context.Reject(Errors.InvalidClient, "Unknown client.");
                        }

                        return default;
                    })
                );
                options.AddEventHandler<HandleAuthorizationRequestContext>(handler =>
                    handler.UseInlineHandler(context =>
                    {
                        context.SignIn(Principal(context.Request));
                        return default;
                    })
                );
                options.AddEventHandler<HandleTokenRequestContext>(handler =>
                    handler
                        .UseInlineHandler(_ =>
                        {
                            Redeemed++;
                            return default;
                        })
                        .SetOrder(int.MinValue)
                );
                options.AddEventHandler<ProcessSignInContext>(handler =>
                    handler
                        .UseInlineHandler(context =>
                        {
                            if (context.IdentityTokenPrincipal is { } token)
                            {
                                Tamper?.Invoke(token);
                            }

                            return default;
                        })
                        .SetOrder(OpenIddictServerHandlers.PrepareIdentityTokenPrincipal.Descriptor.Order + 500)
                );
            });
        _app = builder.Build();
        _app.UseAuthentication();
        await _app.StartAsync();
        Authority = _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private ClaimsPrincipal Principal(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, $"id-of-{User.Name}").SetClaim(Claims.PreferredUsername, User.Name);
        identity.AddClaims(User.Groups.Select(group => new Claim("groups", group)));
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(request.GetScopes());
        return principal;
    }
}
