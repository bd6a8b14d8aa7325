using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Configuration;

/// <summary>A local user.</summary>
/// <param name="PasswordHash">As printed by <c>HaDashboard hash-password</c>.</param>
public sealed record UserSettings(string Name, string PasswordHash, UserRole Role)
{
    internal static UserSettings Read(SettingsReader reader, Dictionary<string, string> seen)
    {
        const string Right = "Give the output of HaDashboard hash-password";
        var user = new UserSettings(
            AccessSettings.ReadName(reader, seen),
            reader.Required("PasswordHash", Right),
            AccessSettings.ReadRole(reader)
        );
        if (user.PasswordHash.Length > 0 && !IsHash(user.PasswordHash))
        {
            reader.Problem("PasswordHash", "it is not a password hash", Right); // never the value: it may be a password
        }

        return user;
    }

    // Version 3 of ASP.NET Core Identity: a marker byte, big-endian PRF, iterations and salt length, then salt and subkey.
    private static bool IsHash(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && length >= 13 + 16 + 16
            && bytes[0] == 1
            && Number(bytes, 1) <= 2
            && Number(bytes, 5) >= 1
            && Number(bytes, 9) is >= 16 and var salt
            && length - 13 - salt >= 16;
    }

    private static uint Number(byte[] bytes, int offset) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
}
