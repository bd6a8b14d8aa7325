using Microsoft.AspNetCore.Identity;

namespace HaDashboard.Access;

/// <summary><c>HaDashboard hash-password</c>: reads a password and prints its hash for <c>Access:Users</c>.</summary>
internal static class HashPasswordVerb
{
    private const int MinLength = 8;

    public static int Run(TextReader input, TextWriter output, TextWriter errors)
    {
        if (!Console.IsInputRedirected && ReferenceEquals(input, Console.In))
        {
            errors.Write("Password: ");
        }

        if (input.ReadLine() is not { Length: >= MinLength } password)
        {
            errors.WriteLine($"Give a password of at least {MinLength} characters on standard input.");
            return 2;
        }

        output.WriteLine(new PasswordHasher<string>().HashPassword("", password));
        return 0;
    }
}
