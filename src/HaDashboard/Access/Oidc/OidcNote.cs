using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HaDashboard.Access.Oidc;

/// <summary>A user that the provider accepted but that has no role here.</summary>
internal sealed record UnmappedUser(string Name, ImmutableArray<string> Groups);

/// <summary>
/// Passes an unmapped user from the callback to the page that explains the refusal: encrypted in the URL, valid for ten minutes.
/// </summary>
internal sealed class OidcNote(IDataProtectionProvider provider)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ITimeLimitedDataProtector _protector = provider
        .CreateProtector("HaDashboard.OidcNote")
        .ToTimeLimitedDataProtector();

    public string Write(UnmappedUser user) => _protector.Protect(JsonSerializer.Serialize(user), Lifetime);

    /// <returns>null if the note expired or was not written by this program.</returns>
    public UnmappedUser? Read(string note)
    {
        try
        {
            return JsonSerializer.Deserialize<UnmappedUser>(_protector.Unprotect(note));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
