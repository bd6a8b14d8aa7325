using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HaDashboard.Access.Oidc;

/// <summary>Whom the provider let in and this program did not.</summary>
internal sealed record OidcStranger(string Name, ImmutableArray<string> Groups);

/// <summary>Carries a stranger from the callback to the page that explains it: within the address, sealed, for some minutes.</summary>
internal sealed class OidcNote(IDataProtectionProvider provider)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ITimeLimitedDataProtector _seal = provider
        .CreateProtector("HaDashboard.OidcNote")
        .ToTimeLimitedDataProtector();

    public string Write(OidcStranger stranger) => _seal.Protect(JsonSerializer.Serialize(stranger), Lifetime);

    /// <returns>null for one that is old, or was not written here.</returns>
    public OidcStranger? Read(string note)
    {
        try
        {
            return JsonSerializer.Deserialize<OidcStranger>(_seal.Unprotect(note));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
