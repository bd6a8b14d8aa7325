using System.Collections.Immutable;
using HaDashboard.Core.Commands;

namespace HaDashboard.Configuration;

/// <summary>Sign-in by an OpenID Connect provider. Read and checked; no version uses it yet.</summary>
public sealed record OidcSettings(Uri? Authority, string? ClientId, FileSetting? ClientSecretFile, string RoleClaim, ImmutableDictionary<string, UserRole> RoleMap)
{
    public static OidcSettings None { get; } = new(null, null, null, "groups", ImmutableDictionary<string, UserRole>.Empty);

    public bool IsConfigured => Authority is not null;

    internal static OidcSettings Read(SettingsReader reader)
    {
        var settings = new OidcSettings(
            reader.Url("Authority", "https://login.example/realms/ops", "https"),
            reader.Text("ClientId"),
            FileSetting.Read(reader, "ClientSecretFile"),
            reader.Text("RoleClaim") ?? None.RoleClaim,
            reader.Map<UserRole>("RoleMap", static (map, group) => AccessSettings.ReadRole(map, group)));
        if (settings is { IsConfigured: true, ClientId: null })
        {
            reader.Problem("ClientId", "it is missing, and Authority is set", "Give the client id registered at the provider");
        }

        return settings;
    }
}
