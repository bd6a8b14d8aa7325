using System.Collections.Immutable;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Configuration;

/// <summary>Sign-in by an OpenID Connect provider.</summary>
/// <param name="Authority">The issuer; its metadata is at <c>/.well-known/openid-configuration</c> below this address.</param>
/// <param name="Scope">The requested scopes, separated by spaces; <c>openid</c> is always added.</param>
/// <param name="RoleClaim">The claim that holds the user's groups.</param>
/// <param name="RoleMap">Group → role. A group without an entry gives no role.</param>
public sealed record OidcSettings(
    Uri? Authority,
    string? ClientId,
    FileSetting? ClientSecretFile,
    string RoleClaim,
    ImmutableDictionary<string, UserRole> RoleMap,
    string Scope = "openid profile"
)
{
    public static OidcSettings None { get; } =
        new(null, null, null, "groups", ImmutableDictionary<string, UserRole>.Empty);

    public bool IsConfigured => Authority is not null;

    internal static OidcSettings Read(SettingsReader reader)
    {
        var settings = new OidcSettings(
            ReadAuthority(reader),
            reader.Text("ClientId"),
            FileSetting.Read(reader, "ClientSecretFile"),
            reader.Text("RoleClaim") ?? None.RoleClaim,
            reader.Map<UserRole>("RoleMap", static (map, group) => AccessSettings.ReadRole(map, group)),
            reader.Text("Scope") ?? None.Scope
        );
        if (settings is { IsConfigured: true, ClientId: null })
        {
            reader.Problem(
                "ClientId",
                "it is missing, and Authority is set",
                "Give the client id registered at the provider"
            );
        }

        if (settings is { IsConfigured: true, RoleMap.IsEmpty: true })
        {
            reader.Problem(
                "RoleMap",
                "it is empty, and Authority is set: nobody could sign in",
                "Map a group to a role, for example \"k8s-admins\": \"Admin\""
            );
        }

        return settings;
    }

    // Plain HTTP is accepted on loopback only: anybody who can change the provider's response can become Admin.
    private static Uri? ReadAuthority(SettingsReader reader)
    {
        var authority = reader.Url("Authority", "https://login.example/realms/ops", "https", "http");
        if (authority is { Scheme: "http", IsLoopback: false })
        {
            reader.Problem(
                "Authority",
                $"'{authority.OriginalString}' is not an address of the form https://…",
                "For example https://login.example/realms/ops"
            );
        }

        return authority;
    }
}
