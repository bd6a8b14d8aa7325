using System.Collections.Immutable;
using System.Net;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Configuration;

/// <summary>Who may sign in.</summary>
/// <param name="ReadOnly">True: no action exists, for any role.</param>
public sealed record AccessSettings(
    ImmutableArray<UserSettings> Users,
    ImmutableArray<ApiTokenSettings> ApiTokens,
    OidcSettings Oidc,
    bool ReadOnly
)
{
    /// <summary>The folder of the cookie keys and of the session list; null: <c>keys</c>, in the folder of the audit file.</summary>
    public string? KeyFolder { get; init; }

    /// <summary>The proxies whose X-Forwarded-For and X-Forwarded-Proto headers are used.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    public static AccessSettings Nobody { get; } = new([], [], OidcSettings.None, ReadOnly: false);

    /// <summary>True where no user, no token and no OpenID Connect provider is configured: no user can sign in.</summary>
    public bool IsEmpty => Users.IsEmpty && ApiTokens.IsEmpty && !Oidc.IsConfigured;

    internal static AccessSettings Read(SettingsReader reader)
    {
        var users = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var tokens = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return new AccessSettings(
            reader.List("Users", user => UserSettings.Read(user, users)),
            reader.List("ApiTokens", token => ApiTokenSettings.Read(token, tokens)),
            reader.Section("Oidc", OidcSettings.Read),
            reader.Flag("ReadOnly", false)
        )
        {
            KeyFolder = reader.Text("KeyFolder"),
            TrustedProxies = ReadProxies(reader),
        };
    }

    private static ImmutableArray<IPNetwork> ReadProxies(SettingsReader reader)
    {
        var proxies = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (
            var word in (reader.Text("TrustedProxies") ?? "").Split(
                (char[])[' ', ','],
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (IPNetwork.TryParse(word, out var network))
            {
                proxies.Add(network);
            }
            else if (IPAddress.TryParse(word, out var address))
            {
                proxies.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                reader.Problem(
                    "TrustedProxies",
                    $"'{word}' is neither an address nor a network",
                    "Separate addresses and networks by spaces, for example \"10.0.0.5 10.1.0.0/16\""
                );
            }
        }

        return proxies.ToImmutable();
    }

    internal static string ReadName(SettingsReader reader, Dictionary<string, string> seen)
    {
        var name = reader.Required("Name", "Give a name; the audit log shows it");
        if (name.Length > 64 || name.Any(char.IsControl) || name.Trim() != name)
        {
            reader.Problem(
                "Name",
                "it is longer than 64 characters, contains control characters, or starts or ends with a space",
                "Give a plain name, for example ops"
            );
        }
        else if (name.Length > 0 && !seen.TryAdd(name, reader.Path))
        {
            reader.Problem("Name", $"{seen[name]} already has the name '{name}'", "Give each a unique name");
        }

        return name;
    }

    internal static UserRole ReadRole(SettingsReader reader, string name = "Role")
    {
        if (reader.Text(name) is null)
        {
            reader.Problem(name, "it is missing", "It must be one of Viewer, Operator, Admin");
        }

        return reader.Choice(name, UserRole.Viewer, UserRole.Operator, UserRole.Admin) ?? UserRole.None;
    }
}
