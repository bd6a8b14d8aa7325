using System.Buffers;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Configuration;

/// <summary>A token for programs. Only its SHA-256 is configured.</summary>
/// <param name="Sha256">Hexadecimal, upper case.</param>
public sealed record ApiTokenSettings(string Name, string Sha256, UserRole Role)
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789ABCDEF");

    internal static ApiTokenSettings Read(SettingsReader reader, Dictionary<string, string> seen)
    {
        const string Right = "Give the 64 hexadecimal digits of the token's SHA-256: printf %s \"$TOKEN\" | sha256sum";
        var token = new ApiTokenSettings(
            AccessSettings.ReadName(reader, seen),
            reader.Required("Sha256", Right).ToUpperInvariant(),
            AccessSettings.ReadRole(reader)
        );
        if (token.Sha256.Length > 0 && (token.Sha256.Length != 64 || token.Sha256.AsSpan().ContainsAnyExcept(Hex)))
        {
            reader.Problem("Sha256", "it is not a SHA-256", Right); // never the value: it may be the token
        }

        return token;
    }
}
